package org.fiducial.oracle.urpe;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * One head of a case, as exact numbers.
 *
 * @param bias the table b, one column, or null
 * @param multiplier the table c, one column
 * @param firstBias the first head's table b, or null
 * @param firstMultiplier the first head's table c
 * @param upstream dO, or null
 */
record UrpeHead(
        Matrix query,
        Matrix key,
        Matrix value,
        @Nullable Matrix bias,
        Matrix multiplier,
        @Nullable Matrix firstBias,
        Matrix firstMultiplier,
        @Nullable Matrix upstream,
        Scale scale,
        AllowedKeys allowed,
        RelativeOffsets offsets) {
    int tokens() {
        return query.rows();
    }

    /** Rows of the n x n matrix of a table, as an implementation with that mistake reads it. */
    Matrix rows(Matrix table, int first, int end, boolean multiplies, @Nullable UrpeMistake mistake) {
        int n = tokens();
        double[] out = new double[(end - first) * n];
        for (int i = first; i < end; i++) {
            for (int j = 0; j < n; j++) {
                out[(i - first) * n + j] = table.values()[index(j - i, multiplies, mistake)];
            }
        }
        return new Matrix(end - first, n, out);
    }

    private int index(int k, boolean multiplies, @Nullable UrpeMistake mistake) {
        if (mistake == UrpeMistake.OFFSETS_REVERSED
                || mistake == UrpeMistake.MULTIPLIER_OFFSET_REVERSED && multiplies
                || mistake == UrpeMistake.BIAS_OFFSET_REVERSED && !multiplies) {
            return offsets.index(-k);
        } else if (mistake == UrpeMistake.OFFSETS_ONE_TOO_FAR) {
            return offsets.index(Math.min(k + 1, tokens() - 1));
        } else if (mistake == UrpeMistake.TABLES_FROM_THEIR_FIRST_ENTRY) {
            return k + tokens() - 1;
        }
        return offsets.index(k);
    }
}
