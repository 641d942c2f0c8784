package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;

/**
 * The builder of sheet uat-single-layer C8 (a): one attention layer that gathers all inputs, and one feed-forward network of several hidden
 * layers that is the interpolant on the Kuhn triangulation.
 */
public final class GatheredInterpolation {
    private GatheredInterpolation() {}

    /** Builds and certifies a network; exceptions as for {@link InterpolatingNetwork#of}. */
    public static Construction of(Target target, Norm norm, double eps) throws ConstructionException {
        int n = target.n();
        double goal = InterpolatingNetwork.entryGoal(n, norm, eps);
        int cells = InterpolatingNetwork.cells(target, goal);
        KuhnCircuit.Table table = TableValues.table(TableValues.atVertices(target, cells), cells);
        FeedForward<SparseMatrix> feedForward = feedForward(n, cells, table, direct(n));
        TransformerNetwork<SparseMatrix> network = Gather.network(n, Gather.EXPONENT, feedForward);
        // What attention gathers is itself a point of the cube; the feed-forward network is evaluated exactly there.
        Affine<SparseMatrix> readOut = InterpolatingNetwork.required(network.readOut());
        double[][] found = GridEvaluation.values(
                n,
                cells,
                Gather.channels(n),
                vertex -> gathered(vertex, cells),
                List.of(new TransformerBlock<>(List.of(), true, feedForward)),
                readOut);
        double more = attentionError(n, cells, found);
        return InterpolatingNetwork.certified(
                "uat-single-layer",
                "gathered interpolation, " + (feedForward.layers().size() - 1) + " hidden layers (uat-single-layer-C8)",
                target,
                norm,
                goal,
                cells,
                network,
                found,
                more);
    }

    /** The slopes of the interpolant are at most G times the range of its values, along each axis. */
    private static double attentionError(int n, int cells, double[][] values) {
        double range = 0;
        for (double[] of : values) {
            double lo = Double.POSITIVE_INFINITY;
            double hi = Double.NEGATIVE_INFINITY;
            for (double v : of) {
                lo = Math.min(lo, v);
                hi = Math.max(hi, v);
            }
            range = Math.max(range, Interval.up(hi, -lo));
        }
        return Interval.productUp(Interval.productUp(range, (double) n * cells), Gather.distance(n));
    }

    private static double[][] gathered(int[] vertex, int cells) {
        int n = vertex.length;
        double[][] state = new double[n][Gather.channels(n)];
        for (int i = 0; i < n; i++) {
            state[i][0] = vertex[i];
            state[i][1 + i] = cells;
            for (int k = 0; k < n; k++) {
                state[i][n + 1 + k] = vertex[k];
            }
        }
        return state;
    }

    private static List<LinearForm> direct(int n) {
        List<LinearForm> y = new ArrayList<>();
        for (int k = 1; k <= n; k++) {
            y.add(Gather.gathered(n, k));
        }
        return y;
    }

    private static FeedForward<SparseMatrix> feedForward(
            int n, int cells, KuhnCircuit.Table table, List<LinearForm> coordinates) {
        List<LinearForm> inputs = new ArrayList<>(coordinates);
        for (int k = 1; k <= n; k++) {
            inputs.add(Gather.position(k));
        }
        return KuhnCircuit.of(n, cells, table).deep(Gather.channels(n), inputs, Gather.output(n));
    }

    /** The network for base rho = 2^exponent in exact fractions with 2^n for exp, decoded by (D9); for checks of the claim. */
    public static TransformerNetwork<SparseMatrix> inBaseTwo(int n, int cells, KuhnCircuit.Table table, int exponent) {
        Rational rho = Rational.of(1L << exponent);
        return Gather.network(n, exponent, feedForward(n, cells, table, Gather.decoded(n, rho)));
    }
}
