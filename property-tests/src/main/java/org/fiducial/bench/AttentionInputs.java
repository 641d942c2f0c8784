package org.fiducial.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;

/** One head of binary32 inputs, uniform in [-1, 1), from a fixed seed; scale 1/sqrt(d), every key allowed. */
public record AttentionInputs(Matrix query, Matrix key, Matrix value) {
    private static final long SEED = 20261123;

    static AttentionInputs of(int n, int d) {
        SplitMix64 g = new SplitMix64(SEED);
        return new AttentionInputs(matrix(g, n, d), matrix(g, n, d), matrix(g, n, d));
    }

    static Matrix matrix(SplitMix64 g, int rows, int columns) {
        double[] x = new double[rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = g.nextSymmetric();
        }
        return new Matrix(rows, columns, x);
    }

    int size() {
        return query.rows();
    }

    int width() {
        return query.columns();
    }

    Scale scale() {
        return Scale.reciprocalSqrt(width());
    }

    /** The output by the operator's own text, computed when it is read. */
    <T> T output(Enclosing<T> a) {
        return SoftmaxAttention.output(
                a, a.literal(query), a.literal(key), a.literal(value), scale(), null, AllowedKeys.all(size(), size()));
    }

    /** Writes queries, keys and values as binary64, for the peers. */
    void write(Path file) throws IOException {
        int n = query.values().length;
        ByteBuffer b = ByteBuffer.allocate(3 * n * Double.BYTES).order(ByteOrder.nativeOrder());
        for (Matrix m : new Matrix[] {query, key, value}) {
            b.asDoubleBuffer().put(m.values());
            b.position(b.position() + n * Double.BYTES);
        }
        Files.write(file, b.array());
    }
}
