package org.fiducial.verified;

/**
 * Codes 0 .. levels of numbers between a least and a largest one, in steps of (high - low) / levels: asymmetric quantisation by rows or tokens.
 * Decoded values are in units of 1 / levels, so that they are integers and errors are exact. Sheet zipcache (D1).
 */
public final class AffineCodes {
    private AffineCodes() {}

    /**
     * The code of x, levels (x - low) / (high - low) rounded to nearest, ties to even; decoded it is within half a step of x.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires -8388608 <= low && low < high && high <= 8388608 && low <= x && x <= high && 0 < levels && levels <= 65535;
      @ ensures 0 <= \result && \result <= levels;
      @ ensures 2 * ((x - low) * levels - \result * (high - low)) <= high - low;
      @ ensures -(high - low) <= 2 * ((x - low) * levels - \result * (high - low));
      @ assignable \strictly_nothing;
      @*/
    public static long code(long x, long low, long high, long levels) {
        Integers.within(x - low, 16777216, levels, 65535);
        Integers.product(x - low, levels);
        Integers.product(high - x, levels);
        long q = Codes.roundHalfEven((x - low) * levels, high - low);
        if (q < 0) {
            Integers.product(-1 - q, high - low);
        }
        if (q > levels) {
            Integers.product(q - levels - 1, high - low);
        }
        return q;
    }

    /**
     * The value of a code in units of 1 / levels: low levels + code (high - low), between the ends.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires -8388608 <= low && low < high && high <= 8388608 && 0 <= code && code <= levels && 0 < levels && levels <= 65535;
      @ ensures \result == low * levels + code * (high - low);
      @ ensures low * levels <= \result && \result <= high * levels;
      @ assignable \strictly_nothing;
      @*/
    public static long value(long code, long low, long high, long levels) {
        Integers.within(low, 8388608, levels, 65535);
        Integers.within(high - low, 16777216, code, 65535);
        Integers.product(code, high - low);
        Integers.product(levels - code, high - low);
        return low * levels + code * (high - low);
    }
}
