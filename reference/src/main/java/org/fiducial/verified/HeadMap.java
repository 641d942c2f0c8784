package org.fiducial.verified;

/** Grouped queries, sheet softmax-attention (D8): query head h uses key/value head floor(h keyHeads / heads). */
public final class HeadMap {
    private HeadMap() {}

    /**
     * Query heads per key/value head; keyHeads must divide heads.
     *
     * <p>Sheets: softmax-attention, flash-attention-2, kinetics.
     */
    /*@ public normal_behavior
      @ requires 0 < keyHeads && 0 < heads && heads % keyHeads == 0;
      @ ensures (\bigint) \result * keyHeads == heads && 0 < \result && \result <= heads;
      @ assignable \strictly_nothing;
      @*/
    public static int group(int heads, int keyHeads) {
        Integers.division(heads, keyHeads);
        return heads / keyHeads;
    }

    /**
     * The key/value head floor(h keyHeads / heads) of query head h.
     *
     * <p>Sheets: softmax-attention, flash-attention-2, kinetics.
     */
    /*@ public normal_behavior
      @ requires 0 < keyHeads && 0 < heads && heads % keyHeads == 0 && 0 <= h && h < heads;
      @ ensures 0 <= \result && \result < keyHeads;
      @ ensures (\bigint) \result * heads <= (\bigint) h * keyHeads;
      @ ensures (\bigint) h * keyHeads < ((\bigint) \result + 1) * heads;
      @ assignable \strictly_nothing;
      @*/
    public static int keyHead(int h, int heads, int keyHeads) {
        int group = group(heads, keyHeads);
        Integers.division(h, group);
        int g = h / group;
        int r = h - g * group;
        Integers.cancel(g, keyHeads, group);
        Integers.product(r, keyHeads);
        Integers.product(group - 1 - r, keyHeads);
        return g;
    }

    /**
     * The first query head that key/value head g serves; it serves exactly the group(heads, keyHeads) heads from there on.
     *
     * <p>Sheets: softmax-attention, flash-attention-2.
     */
    /*@ public normal_behavior
      @ requires 0 < keyHeads && 0 < heads && heads % keyHeads == 0 && 0 <= g && g < keyHeads;
      @ ensures (\bigint) \result * keyHeads == (\bigint) g * heads;
      @ ensures 0 <= \result && \result < heads;
      @ assignable \strictly_nothing;
      @*/
    public static int firstQueryHead(int g, int heads, int keyHeads) {
        int group = group(heads, keyHeads);
        Integers.product(g, group);
        Integers.product(keyHeads - 1 - g, group);
        return g * group;
    }
}
