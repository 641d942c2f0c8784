package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;

/**
 * The embedding and the gather heads of sheet uat-single-layer (D7), (D8), for scalar tokens. Channels: x, the one-hot position e_1 .. e_n,
 * the gathered y_1 .. y_n, the output. Head k weighs key k with e^exponent and the others with 1.
 */
public final class Gather {
    /**
     * The exponent of the builders, base e^64 of the sheet: e^64 > 2^92, so y_k is a convex combination of the inputs that differs from x_k
     * by at most (n - 1) 2^-92.
     */
    public static final int EXPONENT = 64;

    private Gather() {}

    static int channels(int n) {
        return 2 * n + 2;
    }

    /** y_k, k from 1. */
    static LinearForm gathered(int n, int k) {
        return LinearForm.signal(n + k);
    }

    /** e_k, k from 1. */
    static LinearForm position(int k) {
        return LinearForm.signal(k);
    }

    static int output(int n) {
        return 2 * n + 1;
    }

    /** An upper bound of |y_k - x_k| for inputs in [0, 1]. */
    static double distance(int n) {
        return (n - 1) * 0x1p-92;
    }

    /** The heads alone. */
    static List<AttentionHead<SparseMatrix>> heads(int n, long exponent) {
        int channels = channels(n);
        SparseMatrix query = new SparseMatrix(channels, 1);
        for (int k = 1; k <= n; k++) {
            query.set(k, 0, 1);
        }
        List<AttentionHead<SparseMatrix>> heads = new ArrayList<>();
        for (int k = 1; k <= n; k++) {
            heads.add(new AttentionHead<>(
                    new Affine<>(query, null),
                    new Affine<>(new SparseMatrix(channels, 1).set(k, 0, exponent), null),
                    new Affine<>(new SparseMatrix(channels, 1).set(0, 0, 1), null),
                    new SparseMatrix(1, channels).set(0, n + k, 1),
                    null,
                    null));
        }
        return heads;
    }

    /** A network of one block: gather, then that feed-forward network. */
    static TransformerNetwork<SparseMatrix> network(int n, long exponent, FeedForward<SparseMatrix> feedForward) {
        int channels = channels(n);
        SparseMatrix positions = new SparseMatrix(n, channels);
        for (int k = 1; k <= n; k++) {
            positions.set(k - 1, k, 1);
        }
        Affine<SparseMatrix> embedding = new Affine<>(new SparseMatrix(1, channels).set(0, 0, 1), positions);
        return new TransformerNetwork<>(
                embedding,
                List.of(new TransformerBlock<>(heads(n, exponent), true, feedForward)),
                CoordinateBlock.readOut(channels, output(n)),
                Scale.of(1));
    }

    /**
     * The coordinates from what is gathered with base rho, (D9): x_k = (y_k - b sum y)/a, b = 1/(rho + n - 1), a = (rho - 1) b.
     *
     * @param rho positive and not 1
     */
    static List<LinearForm> decoded(int n, Rational rho) {
        Rational b = Rational.ONE.divide(rho.add(Rational.of(n - 1L)));
        Rational inverse = Rational.ONE.divide(rho.subtract(Rational.ONE).multiply(b));
        LinearForm sum = LinearForm.ZERO;
        for (int k = 1; k <= n; k++) {
            sum = sum.plus(gathered(n, k));
        }
        List<LinearForm> x = new ArrayList<>();
        for (int k = 1; k <= n; k++) {
            x.add(gathered(n, k).minus(sum.times(b)).times(inverse));
        }
        return x;
    }
}
