package org.fiducial.oracle.urpe;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ScaleParameter;
import org.fiducial.oracle.attention.AttentionParameters;

/**
 * The parameters of a case.
 *
 * @param factor the scale as given, or null for 1/sqrt(d)
 * @param keyLength keys that may be seen, or -1 for all
 * @param buckets number of buckets, or 0 for one entry an offset
 * @param maxLength the length that the tables were made for, or -1 for that of the case
 */
record UrpeParameters(
        ScaleParameter scale,
        boolean causal,
        int keyLength,
        boolean queryMinusKey,
        int buckets,
        int maxDistance,
        int maxLength) {
    private static final int MOST = 1 << 20;

    static final List<ParameterDescription> DESCRIPTIONS = List.of(
            ScaleParameter.described(
                    "s of (D1); rsqrt(d) is the exact 1/sqrt(d) of the official code, the paper's formulas have 1"),
            new ParameterDescription(
                    "causal",
                    "none|top-left|bottom-right",
                    "none",
                    "causal mask (D11); both corners are the same here"),
            AttentionParameters.KEY_LENGTH,
            new ParameterDescription(
                    "offset",
                    "key-minus-query|query-minus-key",
                    "key-minus-query",
                    "what tables are indexed by: j - i as in the official code, or i - j (D2)"),
            new ParameterDescription(
                    "tables", "unique|bucketed", "unique", "one entry an offset, or one a bucket of offsets (D10)"),
            new ParameterDescription("buckets", "a multiple of 4", "64", "number of buckets (D10), if bucketed"),
            new ParameterDescription(
                    "max-distance", "a distance above buckets / 4", "128", "where the last bucket begins (D10)"),
            new ParameterDescription(
                    "max-length", "a number of tokens", "the case's", "the length that the tables were made for"));

    static UrpeParameters read(Map<String, String> given) throws CaseException {
        ParameterValues v = ParameterValues.of("urpe", DESCRIPTIONS, given);
        ScaleParameter scale = ScaleParameter.read(v);
        boolean bucketed = v.choice("tables").equals("bucketed");
        for (String name : List.of("buckets", "max-distance")) {
            if (!bucketed && v.isGiven(name)) {
                throw new CaseException("parameter " + name + " is given, expected it with tables=bucketed only");
            }
        }
        int buckets = bucketed ? v.integer("buckets", 4, MOST) : 0;
        int distance = bucketed ? v.integer("max-distance", 2, MOST) : 0;
        if (buckets % 4 != 0) {
            throw v.wrong("buckets");
        }
        if (bucketed && distance <= buckets / 4) {
            throw v.wrong("max-distance");
        }
        return new UrpeParameters(
                scale,
                !v.choice("causal").equals("none"),
                v.isGiven("key-length") ? v.integer("key-length", 0, MOST) : -1,
                v.choice("offset").equals("query-minus-key"),
                buckets,
                distance,
                v.isGiven("max-length") ? v.integer("max-length", 1, MOST) : -1);
    }

    AllowedKeys allowed(int n) {
        int[] to = new int[n];
        for (int i = 0; i < n; i++) {
            int last = causal ? i + 1 : n;
            to[i] = keyLength < 0 ? last : Math.min(last, keyLength);
        }
        return AllowedKeys.ranges(n, new int[n], to);
    }

    /** The offsets of n tokens. @throws CaseException if the tables were made for fewer */
    RelativeOffsets offsets(int n) throws CaseException {
        int length = maxLength < 0 ? n : maxLength;
        if (length < n) {
            throw new CaseException("parameter max-length is " + length + ", expected at least the " + n + " tokens");
        }
        RelativeOffsets offsets =
                buckets == 0 ? RelativeOffsets.unique(length) : RelativeOffsets.bucketed(length, buckets, maxDistance);
        return queryMinusKey ? offsets.queryMinusKey() : offsets;
    }
}
