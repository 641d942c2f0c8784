package org.fiducial.verified;

/**
 * Division rounded down, and facts about products and quotients. Each empty method is a lemma: its contract is the fact, proved once, and
 * a caller that names it may use it. Multiplication and division are what automatic provers find hard; with these, the callers stay linear.
 */
public final class Integers {
    private Integers() {}

    /** a = (a/b) b + a mod b. */
    /*@ public normal_behavior
      @ requires 0 <= a && 0 < b;
      @ ensures a == (\bigint) (a / b) * b + a % b && 0 <= a % b && a % b < b && 0 <= a / b && a / b <= a;
      @ assignable \strictly_nothing;
      @*/
    public static void division(long a, long b) {}

    /**
     * floor(a / b), for every a.
     *
     * <p>Sheets: zipcache, edge-moe, streetmath.
     */
    /*@ public normal_behavior
      @ requires 0 < b;
      @ ensures (\bigint) \result * b <= a && a < (\bigint) \result * b + b;
      @ ensures a >= 0 ==> 0 <= \result && \result <= a;
      @ ensures a < 0 ==> a <= \result && \result < 0;
      @ assignable \strictly_nothing;
      @*/
    public static long floor(long a, long b) {
        if (a >= 0) {
            division(a, b);
            return a / b;
        }
        long m = -1 - a;
        division(m, b);
        return -1 - m / b;
    }

    /** A product of numbers that are not negative is not negative. */
    /*@ public normal_behavior
      @ requires 0 <= a && 0 <= b;
      @ ensures (\bigint) a * b >= 0;
      @ assignable \strictly_nothing;
      @*/
    public static void product(long a, long b) {}

    /** A factor g > 0 may be divided out of a strict inequality. */
    /*@ public normal_behavior
      @ requires 0 < g && (\bigint) q * g < (\bigint) k * g;
      @ ensures q < k;
      @ assignable \strictly_nothing;
      @*/
    public static void cancel(int q, int k, int g) {
        if (q >= k) {
            product((long) q - k, g);
        }
    }

    /** A product of bounded factors is bounded: |a| <= c and 0 <= b <= d give |a b| <= c d. */
    /*@ public normal_behavior
      @ requires 0 <= c && c <= 1099511627776L && -c <= a && a <= c && 0 <= b && b <= d && d <= 1099511627776L;
      @ ensures -((\bigint) c * d) <= (\bigint) a * b && (\bigint) a * b <= (\bigint) c * d;
      @ assignable \strictly_nothing;
      @*/
    public static void within(long a, long c, long b, long d) {
        product(c - a, b);
        product(c + a, b);
        product(c, d - b);
    }

    /** A rounded quotient is no larger than its dividend: |2 (a - q b)| <= b gives |q| <= |a| + 1. */
    /*@ public normal_behavior
      @ requires -1099511627776L <= a && a <= 1099511627776L && 0 < b && b <= 1099511627776L;
      @ requires 2 * (a - (\bigint) q * b) <= b && -b <= 2 * (a - (\bigint) q * b);
      @ requires -2199023255552L <= q && q <= 2199023255552L;
      @ ensures -1099511627777L <= q && q <= 1099511627777L;
      @ assignable \strictly_nothing;
      @*/
    public static void bounded(long a, long q, long b) {
        if (q > 1099511627777L) {
            product(q - 1099511627778L, b);
        }
        if (q < -1099511627777L) {
            product(-1099511627778L - q, b);
        }
    }
}
