package org.fiducial.verified;

/**
 * Intervals of fixed-point numbers n / scale, n an integer from low to high. Sums are exact; products and quotients are rounded outwards to
 * multiples of 1 / scale, and two lemmas say that they enclose every product and quotient of members: upper ends are lower ends of the
 * negated numbers. Ends and scales stay within 2^31, so that nothing overflows.
 */
public final class Intervals {
    private Intervals() {}

    /**
     * An end of a sum.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= a && a <= 2147483648L && -2147483648L <= b && b <= 2147483648L;
      @ ensures \result == (\bigint) a + b;
      @ assignable \strictly_nothing;
      @*/
    public static long sum(long a, long b) {
        return a + b;
    }

    /**
     * The product of two ends.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= a && a <= 2147483648L && -2147483648L <= b && b <= 2147483648L;
      @ ensures \result == (\bigint) a * b && -4611686018427387904L <= \result && \result <= 4611686018427387904L;
      @ assignable \strictly_nothing;
      @*/
    public static long times(long a, long b) {
        Integers.product(2147483648L - a, 2147483648L - b);
        Integers.product(2147483648L + a, 2147483648L + b);
        Integers.product(2147483648L - a, 2147483648L + b);
        Integers.product(2147483648L + a, 2147483648L - b);
        return a * b;
    }

    /**
     * The least of four numbers.
     */
    /*@ public normal_behavior
      @ ensures \result <= a && \result <= b && \result <= c && \result <= d;
      @ ensures \result == a || \result == b || \result == c || \result == d;
      @ assignable \strictly_nothing;
      @*/
    public static long least(long a, long b, long c, long d) {
        long x = a < b ? a : b;
        long y = c < d ? c : d;
        return x < y ? x : y;
    }

    /**
     * The lower end of a product, rounded down: at most each of the four products of ends.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= ah && ah <= 2147483648L && -2147483648L <= bl && bl <= bh && bh <= 2147483648L;
      @ requires 0 < scale && scale <= 2147483648L;
      @ ensures (\bigint) \result * scale <= (\bigint) al * bl && (\bigint) \result * scale <= (\bigint) al * bh;
      @ ensures (\bigint) \result * scale <= (\bigint) ah * bl && (\bigint) \result * scale <= (\bigint) ah * bh;
      @ assignable \strictly_nothing;
      @*/
    public static long productLow(long al, long ah, long bl, long bh, long scale) {
        return Integers.floor(least(times(al, bl), times(al, bh), times(ah, bl), times(ah, bh)), scale);
    }

    /**
     * The upper end of a product, rounded up: at least each of the four products of ends.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= ah && ah <= 2147483648L && -2147483648L <= bl && bl <= bh && bh <= 2147483648L;
      @ requires 0 < scale && scale <= 2147483648L;
      @ ensures (\bigint) \result * scale >= (\bigint) al * bl && (\bigint) \result * scale >= (\bigint) al * bh;
      @ ensures (\bigint) \result * scale >= (\bigint) ah * bl && (\bigint) \result * scale >= (\bigint) ah * bh;
      @ assignable \strictly_nothing;
      @*/
    public static long productHigh(long al, long ah, long bl, long bh, long scale) {
        return -Integers.floor(least(-times(al, bl), -times(al, bh), -times(ah, bl), -times(ah, bh)), scale);
    }

    /**
     * What lies at or below the four products of ends lies at or below the product of any two members.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= a && a <= ah && ah <= 2147483648L;
      @ requires -2147483648L <= bl && bl <= b && b <= bh && bh <= 2147483648L;
      @ requires low <= (\bigint) al * bl && low <= (\bigint) al * bh && low <= (\bigint) ah * bl && low <= (\bigint) ah * bh;
      @ ensures low <= (\bigint) a * b;
      @ assignable \strictly_nothing;
      @*/
    public static void product(long al, long ah, long bl, long bh, long low, long a, long b) {
        if (b >= 0) {
            Integers.product(a - al, b);
            if (al >= 0) {
                Integers.product(al, b - bl);
            } else {
                Integers.product(-al, bh - b);
            }
        } else {
            Integers.product(ah - a, -b);
            if (ah >= 0) {
                Integers.product(ah, b - bl);
            } else {
                Integers.product(-ah, bh - b);
            }
        }
    }

    /**
     * The lower end of a quotient by positive numbers, rounded down.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= 2147483648L && 0 < bl && bl <= bh && bh <= 2147483648L;
      @ requires 0 < scale && scale <= 2147483648L;
      @ ensures (\bigint) \result * bl <= (\bigint) al * scale && (\bigint) \result * bh <= (\bigint) al * scale;
      @ ensures (\bigint) al * scale < (\bigint) \result * bl + bl || (\bigint) al * scale < (\bigint) \result * bh + bh;
      @ ensures -4611686018427387904L <= \result && \result <= 4611686018427387904L;
      @ assignable \strictly_nothing;
      @*/
    public static long quotientLow(long al, long bl, long bh, long scale) {
        long n = times(al, scale);
        if (al >= 0) {
            Integers.product(al, scale);
            long q = Integers.floor(n, bh);
            Integers.product(q, bh - bl);
            return q;
        }
        Integers.product(-al, scale);
        long q = Integers.floor(n, bl);
        Integers.product(-q, bh - bl);
        return q;
    }

    /**
     * The upper end of a quotient by positive numbers, rounded up.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= ah && ah <= 2147483648L && 0 < bl && bl <= bh && bh <= 2147483648L;
      @ requires 0 < scale && scale <= 2147483648L;
      @ ensures (\bigint) \result * bl >= (\bigint) ah * scale && (\bigint) \result * bh >= (\bigint) ah * scale;
      @ ensures (\bigint) ah * scale > (\bigint) \result * bl - bl || (\bigint) ah * scale > (\bigint) \result * bh - bh;
      @ ensures -4611686018427387904L <= \result && \result <= 4611686018427387904L;
      @ assignable \strictly_nothing;
      @*/
    public static long quotientHigh(long ah, long bl, long bh, long scale) {
        return -quotientLow(-ah, bl, bh, scale);
    }

    /**
     * What the lower end of the dividend bounds from below at both ends of the divisor is at most any quotient of members.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= a && a <= 2147483648L && 0 < bl && bl <= b && b <= bh && bh <= 2147483648L;
      @ requires 0 < scale && scale <= 2147483648L && -4611686018427387904L <= low && low <= 4611686018427387904L;
      @ requires (\bigint) low * bl <= (\bigint) al * scale && (\bigint) low * bh <= (\bigint) al * scale;
      @ ensures (\bigint) low * b <= (\bigint) a * scale;
      @ assignable \strictly_nothing;
      @*/
    public static void quotient(long al, long bl, long bh, long scale, long low, long a, long b) {
        Integers.product(a - al, scale);
        if (low >= 0) {
            Integers.product(low, bh - b);
        } else {
            Integers.product(-low, b - bl);
        }
    }

    /**
     * The lower end of a quotient by numbers of one sign, rounded down: a negative divisor's sign goes to the dividend.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= ah && ah <= 2147483648L && -2147483648L <= bl && bl <= bh && bh <= 2147483648L;
      @ requires (0 < bl || bh < 0) && 0 < scale && scale <= 2147483648L;
      @ ensures 0 < bl ==> (\bigint) \result * bl <= (\bigint) al * scale && (\bigint) \result * bh <= (\bigint) al * scale;
      @ ensures bh < 0 ==> (\bigint) \result * bl >= (\bigint) ah * scale && (\bigint) \result * bh >= (\bigint) ah * scale;
      @ assignable \strictly_nothing;
      @*/
    public static long divideLow(long al, long ah, long bl, long bh, long scale) {
        return bl > 0 ? quotientLow(al, bl, bh, scale) : quotientLow(-ah, -bh, -bl, scale);
    }

    /**
     * The upper end of a quotient by numbers of one sign, rounded up.
     *
     * <p>Sheets: edge-moe.
     */
    /*@ public normal_behavior
      @ requires -2147483648L <= al && al <= ah && ah <= 2147483648L && -2147483648L <= bl && bl <= bh && bh <= 2147483648L;
      @ requires (0 < bl || bh < 0) && 0 < scale && scale <= 2147483648L;
      @ ensures 0 < bl ==> (\bigint) \result * bl >= (\bigint) ah * scale && (\bigint) \result * bh >= (\bigint) ah * scale;
      @ ensures bh < 0 ==> (\bigint) \result * bl <= (\bigint) al * scale && (\bigint) \result * bh <= (\bigint) al * scale;
      @ assignable \strictly_nothing;
      @*/
    public static long divideHigh(long al, long ah, long bl, long bh, long scale) {
        return bl > 0 ? quotientHigh(ah, bl, bh, scale) : quotientHigh(-al, -bh, -bl, scale);
    }
}
