package org.fiducial.verified;

/** Codes of 4 and of 2 bits packed into the range of a byte; each code can be read back exactly. */
public final class Packing {
    private Packing() {}

    /**
     * Two codes of 4 bits in one byte's range.
     *
     * <p>Sheets: zipcache, edge-moe.
     */
    /*@ public normal_behavior
      @ requires 0 <= low && low < 16 && 0 <= high && high < 16;
      @ ensures \result == low + 16 * high && 0 <= \result && \result < 256;
      @ assignable \strictly_nothing;
      @*/
    public static int packNibbles(int low, int high) {
        return low + 16 * high;
    }

    /**
     * The low nibble; with {@link #highNibble} the inverse of {@link #packNibbles}.
     *
     * <p>Sheets: zipcache, edge-moe.
     */
    /*@ public normal_behavior
      @ requires 0 <= packed && packed < 256;
      @ ensures 0 <= \result && \result < 16 && (\forall int l; 0 <= l && l < 16; (\forall int h; 0 <= h && h < 16; packed == l + 16 * h ==> \result == l));
      @ assignable \strictly_nothing;
      @*/
    public static int lowNibble(int packed) {
        Integers.division(packed, 16);
        return packed - packed / 16 * 16;
    }

    /**
     * The high nibble.
     *
     * <p>Sheets: zipcache, edge-moe.
     */
    /*@ public normal_behavior
      @ requires 0 <= packed && packed < 256;
      @ ensures 0 <= \result && \result < 16 && (\forall int l; 0 <= l && l < 16; (\forall int h; 0 <= h && h < 16; packed == l + 16 * h ==> \result == h));
      @ ensures 16 * \result <= packed && packed < 16 * \result + 16;
      @ assignable \strictly_nothing;
      @*/
    public static int highNibble(int packed) {
        Integers.division(packed, 16);
        return packed / 16;
    }

    /**
     * Two codes of 2 bits in the range of a nibble; two nibbles of these are four codes in a byte.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 <= low && low < 4 && 0 <= high && high < 4;
      @ ensures \result == low + 4 * high && 0 <= \result && \result < 16;
      @ assignable \strictly_nothing;
      @*/
    public static int packPair(int low, int high) {
        return low + 4 * high;
    }

    /**
     * The four 2-bit codes of a byte, written to codes[at] .. codes[at + 3]: the inverse of packing pairs into nibbles and nibbles into a byte.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 <= packed && packed < 256 && 0 <= at && (\bigint) at + 4 <= codes.length;
      @ ensures (\forall int i; at <= i && i < at + 4; 0 <= codes[i] && codes[i] < 4);
      @ ensures packed == codes[at] + 4 * codes[at + 1] + 16 * codes[at + 2] + 64 * codes[at + 3];
      @ assignable codes[at .. at + 3];
      @*/
    public static void unpackPairs(int packed, int[] codes, int at) {
        int high = highNibble(packed);
        int low = packed - 16 * high;
        int second = highOfPair(low);
        int fourth = highOfPair(high);
        codes[at] = low - 4 * second;
        codes[at + 1] = second;
        codes[at + 2] = high - 4 * fourth;
        codes[at + 3] = fourth;
    }

    /**
     * The low code of a pair; with {@link #highOfPair} the inverse of {@link #packPair}.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 <= pair && pair < 16;
      @ ensures 0 <= \result && \result < 4 && (\forall int l; 0 <= l && l < 4; (\forall int h; 0 <= h && h < 4; pair == l + 4 * h ==> \result == l));
      @ assignable \strictly_nothing;
      @*/
    public static int lowOfPair(int pair) {
        Integers.division(pair, 4);
        return pair - pair / 4 * 4;
    }

    /**
     * The high code of a pair.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 <= pair && pair < 16;
      @ ensures 0 <= \result && \result < 4 && (\forall int l; 0 <= l && l < 4; (\forall int h; 0 <= h && h < 4; pair == l + 4 * h ==> \result == h));
      @ ensures 4 * \result <= pair && pair < 4 * \result + 4;
      @ assignable \strictly_nothing;
      @*/
    public static int highOfPair(int pair) {
        Integers.division(pair, 4);
        return pair / 4;
    }
}
