package org.fiducial.arithmetic.block;

/**
 * A provider of binary64 matrix products of the conventional kind: each element is the sum of its rounded or fused products in some order,
 * with no other additions (no Strassen).
 */
public interface MatrixProduct {
    /** The provider's name for reports. */
    String name();

    /**
     * The largest number of roundings that one product passes through in a sum of so many terms, its own included. Any conventional order,
     * fused or not, has at most {@code terms}.
     */
    default int roundings(int terms) {
        return terms;
    }

    /**
     * A right factor, made ready once for many products.
     *
     * @param values the matrix row by row, not changed and not to be changed; finite
     * @param rows rows of the factor
     * @param columns columns of the factor
     * @param transposed whether {@code values} holds the transpose of the factor instead, columns x rows
     */
    RightFactor right(double[] values, int rows, int columns, boolean transposed);

    /** The factor B of products A B. Used by several threads at once. */
    interface RightFactor {
        /**
         * Writes A[:, term..termEnd) B[term..termEnd, column..columnEnd) into C[:, column..columnEnd), element (i, j) of A at a[i * aStride + j]
         * after aOffset and of C alike; nothing else of C is changed.
         */
        void multiply(
                double[] a,
                int aOffset,
                int aStride,
                int rows,
                int term,
                int termEnd,
                int column,
                int columnEnd,
                double[] c,
                int cOffset,
                int cStride);
    }
}
