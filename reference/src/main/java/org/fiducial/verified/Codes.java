package org.fiducial.verified;

/** Integer quantisation: rounding divisions, clamps, table cells. Magnitudes stay below 2^40 so that nothing overflows. */
public final class Codes {
    private Codes() {}

    /**
     * a / b rounded up.
     *
     * <p>Sheets: streetmath, mesa.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= a && a <= 1099511627776L && 0 < b && b <= 1099511627776L;
      @ ensures (\bigint) \result * b >= a && a > (\bigint) \result * b - b;
      @ ensures -1099511627776L <= \result && \result <= 1099511627776L;
      @ assignable \strictly_nothing;
      @*/
    public static long ceiling(long a, long b) {
        return -Integers.floor(-a, b);
    }

    /**
     * The remainder a - floor(a / b) b.
     *
     * <p>Sheets: edge-moe, zipcache.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= a && a <= 1099511627776L && 0 < b && b <= 1099511627776L;
      @ requires (\bigint) q * b <= a && a < (\bigint) q * b + b;
      @ ensures \result == a - (\bigint) q * b && 0 <= \result && \result < b;
      @ assignable \strictly_nothing;
      @*/
    public static long rest(long a, long b, long q) {
        return a - q * b;
    }

    /**
     * a / b rounded to nearest, ties to even: |2 (a - q b)| <= b, and q is even where that is an equality.
     *
     * <p>Sheets: zipcache, mesa, vico.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= a && a <= 1099511627776L && 0 < b && b <= 1099511627776L;
      @ ensures 2 * (a - (\bigint) \result * b) <= b && -b <= 2 * (a - (\bigint) \result * b);
      @ ensures -1099511627777L <= \result && \result <= 1099511627777L;
      @ ensures (2 * (a - (\bigint) \result * b) == b || 2 * (a - (\bigint) \result * b) == -b) ==> \result % 2 == 0;
      @ assignable \strictly_nothing;
      @*/
    public static long roundHalfEven(long a, long b) {
        long q = Integers.floor(a, b);
        long r = rest(a, b, q);
        if (2 * r > b || 2 * r == b && q % 2 != 0) {
            return q + 1;
        }
        return q;
    }

    /**
     * x cut to low <= x <= high.
     *
     * <p>Sheets: zipcache, vico, mesa.
     */
    /*@ public normal_behavior
      @ requires low <= high;
      @ ensures low <= \result && \result <= high;
      @ ensures low <= x && x <= high ==> \result == x;
      @ ensures x < low ==> \result == low;
      @ ensures x > high ==> \result == high;
      @ assignable \strictly_nothing;
      @*/
    public static long clamp(long x, long low, long high) {
        if (x < low) {
            return low;
        }
        return x > high ? high : x;
    }

    /**
     * The code of x in steps from a zero point: symmetric with zero = 0, asymmetric otherwise. Beyond the ends low and high it is clamped: only an
     * end may be further from x than half a step, and only on its own side.
     *
     * <p>Sheets: zipcache, kvcrush, mesa.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= x && x <= 1099511627776L && 0 < step && step <= 1099511627776L;
      @ requires -65536 <= zero && zero <= 65536 && -65536 <= low && low <= high && high <= 65536;
      @ ensures low <= \result && \result <= high;
      @ ensures low < \result && \result < high ==>
      @             2 * (x - ((\bigint) \result - zero) * step) <= step && -step <= 2 * (x - ((\bigint) \result - zero) * step);
      @ ensures \result < high ==> 2 * (x - ((\bigint) \result - zero) * step) <= step;
      @ ensures low < \result ==> -step <= 2 * (x - ((\bigint) \result - zero) * step);
      @ assignable \strictly_nothing;
      @*/
    public static long quantise(long x, long step, long zero, long low, long high) {
        long q = roundHalfEven(x, step);
        Integers.bounded(x, q, step);
        long code = q + zero;
        if (code < low) {
            Integers.product(low - code, step);
        }
        if (code > high) {
            Integers.product(code - high, step);
        }
        return clamp(code, low, high);
    }

    /**
     * A number after quantisation: the value of its code. Numbers between the values of the two end codes come back within half a step.
     *
     * <p>Sheets: zipcache, kvcrush, mesa.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= x && x <= 1099511627776L && 0 < step && step <= 1099511627776L;
      @ requires -65536 <= zero && zero <= 65536 && -65536 <= low && low <= high && high <= 65536;
      @ ensures ((\bigint) low - zero) * step <= x ==> -step <= 2 * (x - (\bigint) \result);
      @ ensures x <= ((\bigint) high - zero) * step ==> 2 * (x - (\bigint) \result) <= step;
      @ assignable \strictly_nothing;
      @*/
    public static long decoded(long x, long step, long zero, long low, long high) {
        return dequantise(quantise(x, step, zero, low, high), zero, step);
    }

    /**
     * The value of a code in units of the step's unit.
     *
     * <p>Sheets: zipcache, kvcrush, mesa.
     */
    /*@ public normal_behavior
      @ requires -65536 <= code && code <= 65536 && -65536 <= zero && zero <= 65536 && 0 < step && step <= 1099511627776L;
      @ ensures \result == ((\bigint) code - zero) * step;
      @ assignable \strictly_nothing;
      @*/
    public static long dequantise(long code, long zero, long step) {
        Integers.within(code - zero, 131072, step, 1099511627776L);
        return (code - zero) * step;
    }

    /**
     * Stochastic rounding of a / b with a draw 0 <= draw < b: one of the two neighbours, the upper one exactly for draws below the rest, so
     * for rest out of b draws.
     *
     * <p>Sheets: mesa, edge-moe.
     */
    /*@ public normal_behavior
      @ requires -1099511627776L <= a && a <= 1099511627776L && 0 < b && b <= 1099511627776L && 0 <= draw && draw < b;
      @ ensures (\bigint) \result * b < a + b && a - b < (\bigint) \result * b;
      @ ensures (\bigint) \result * b > a ==> draw < a - ((\bigint) \result - 1) * b;
      @ ensures (\bigint) \result * b < a ==> draw >= a - (\bigint) \result * b;
      @ assignable \strictly_nothing;
      @*/
    public static long stochasticRound(long a, long b, long draw) {
        long q = Integers.floor(a, b);
        return draw < rest(a, b, q) ? q + 1 : q;
    }

    /**
     * The cell of a table of size cells of a width that starts at low; ends are clamped, so the index is always in the table.
     *
     * <p>Sheets: edge-moe, uat-single-layer, streetmath.
     */
    /*@ public normal_behavior
      @ requires -549755813888L <= x && x <= 549755813888L && -549755813888L <= low && low <= 549755813888L;
      @ requires 0 < width && width <= 1099511627776L && 0 < cells;
      @ ensures 0 <= \result && \result < cells;
      @ ensures low <= x && x < low + (\bigint) cells * width ==> low + (\bigint) \result * width <= x && x < low + ((\bigint) \result + 1) * width;
      @ assignable \strictly_nothing;
      @*/
    public static int cell(long x, long low, long width, int cells) {
        long q = Integers.floor(x - low, width);
        if (q >= cells) {
            Integers.product(q - cells, width);
            return cells - 1;
        }
        if (q < 0) {
            Integers.product(-1 - q, width);
            return 0;
        }
        return (int) q;
    }
}
