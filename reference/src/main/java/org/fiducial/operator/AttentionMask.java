package org.fiducial.operator;

import java.util.Arrays;
import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.verified.KeyRanges;
import org.jspecify.annotations.Nullable;

/**
 * The masks of sheet softmax-attention (D7); all parts given intersect.
 *
 * @param causal causal mask and its corner
 * @param before sliding window: keys up to this many positions before the query, or -1 for no limit
 * @param after sliding window: keys up to this many positions after the query, or -1 for no limit
 * @param windowAlignment corner the window is counted from; {@code NONE} counts as top-left
 * @param padded keys that no query may see, or null
 * @param hidden keys that query i alone may not see, one set a query, or null
 */
public record AttentionMask(
        CausalAlignment causal,
        int before,
        int after,
        CausalAlignment windowAlignment,
        @Nullable BitSet padded,
        BitSet @Nullable [] hidden) {

    /** Every key for every query. */
    public static final AttentionMask NONE =
            new AttentionMask(CausalAlignment.NONE, -1, -1, CausalAlignment.NONE, null, null);

    public AttentionMask {
        if (before < -1 || after < -1) {
            throw new IllegalArgumentException(
                    "window (" + before + ", " + after + "), expected numbers of keys >= 0, or -1 for no limit");
        }
    }

    /** A causal mask alone. */
    public static AttentionMask causal(CausalAlignment alignment) {
        return NONE.withCausal(alignment);
    }

    public AttentionMask withCausal(CausalAlignment alignment) {
        return new AttentionMask(alignment, before, after, windowAlignment, padded, hidden);
    }

    public AttentionMask withWindow(int keysBefore, int keysAfter, CausalAlignment alignment) {
        return new AttentionMask(causal, keysBefore, keysAfter, alignment, padded, hidden);
    }

    public AttentionMask withPadded(@Nullable BitSet keys) {
        return new AttentionMask(causal, before, after, windowAlignment, keys, hidden);
    }

    public AttentionMask withHidden(BitSet @Nullable [] keysOfQuery) {
        return new AttentionMask(causal, before, after, windowAlignment, padded, keysOfQuery);
    }

    /** The allowed sets for that many queries and keys. */
    public AllowedKeys allowed(int queries, int keys) {
        int[] from = new int[queries];
        int[] to = new int[queries];
        int windowShift = KeyRanges.offset(queries, keys, windowAlignment == CausalAlignment.BOTTOM_RIGHT);
        if (before >= 0) {
            KeyRanges.begins(from, windowShift, before, keys);
        }
        if (after >= 0) {
            KeyRanges.ends(to, windowShift, after, keys);
        } else {
            Arrays.fill(to, keys);
        }
        if (causal != CausalAlignment.NONE) {
            int causalShift = KeyRanges.offset(queries, keys, causal == CausalAlignment.BOTTOM_RIGHT);
            for (int i = 0; i < queries; i++) {
                to[i] = Math.min(to[i], KeyRanges.end(i, causalShift, 0, keys));
            }
        }
        AllowedKeys ranges = AllowedKeys.ranges(keys, from, to);
        if (padded == null && hidden == null) {
            return ranges;
        }
        BitSet[] removed = new BitSet[queries];
        for (int i = 0; i < queries; i++) {
            removed[i] = new BitSet(keys);
            if (padded != null) {
                removed[i].or(padded);
            }
            if (hidden != null) {
                removed[i].or(hidden[i]);
            }
        }
        return ranges.without(removed);
    }
}
