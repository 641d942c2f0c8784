package org.fiducial.theory.softmax;

import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.random.RandomStream;

/** Inputs of one head in a storage format: ordinary, with wide logits, with equal keys, with values that cancel, in turn. */
record FloatScene(int queries, int keys, Matrix query, Matrix key, Matrix value, Matrix gradient, Scale tau) {
    static FloatScene of(RandomStream random, int number, Format format) {
        int n = 1 + (int) random.below(3);
        int m = 1 + (int) random.below(number % 3 == 0 ? 60 : 20);
        int d = new int[] {1, 3, 4, 8}[(int) random.below(4)];
        double logits = number % 4 == 1 ? 6 : 1;
        Matrix q = drawn(random, n, d, logits, format);
        Matrix k = drawn(random, m, d, 1, format);
        if (number % 4 == 2) {
            for (int j = 1; j < m; j++) {
                System.arraycopy(k.values(), 0, k.values(), j * d, d);
            }
        }
        Matrix v = drawn(random, m, 2, 1, format);
        if (number % 4 == 3) {
            for (int j = 1; j < m; j += 2) {
                v.values()[2 * j] = -v.values()[2 * j - 2];
            }
        }
        return new FloatScene(n, m, q, k, v, drawn(random, n, 2, 1, format), Scale.reciprocalSqrt(d));
    }

    private static Matrix drawn(RandomStream random, int rows, int columns, double size, Format format) {
        double[] x = new double[rows * columns];
        for (int e = 0; e < x.length; e++) {
            x[e] = format.round(size * (random.unit() + random.unit() + random.unit() - 1.5) * 2);
        }
        return new Matrix(rows, columns, x);
    }
}
