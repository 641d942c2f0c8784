package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.emulated.EmulatedMatrices;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Check;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.attention.ForwardRounding;
import org.fiducial.theory.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Claim C12: tiled kernels with running maxima, emulated rounding by rounding in several formats, orders and exponentials, against the
 * closed bound.
 */
final class ForwardEmulation {
    private static final double TIGHTNESS = 0.05;
    private static final int TILE = 16;

    private ForwardEmulation() {}

    static List<Part> parts() {
        return List.of(Part.of("emulated kernels", EvidenceKind.CERTIFIED, Kernel.class, v -> check(v, 1))
                .with(Mutant.refuted("bound times 0.05", check(Kernel.STATEMENT, 0.99 * TIGHTNESS))));
    }

    private enum Kernel {
        STATEMENT,
        SCALE_FORGOTTEN,
        LAST_TILE_DROPPED,
        SUM_NOT_RESCALED,
        WEIGHTS_STORED_IN_BFLOAT16_UNDECLARED,
        EXPONENTIAL_OF_400_ULPS,
        MASK_OFF_BY_ONE
    }

    private static Check check(Kernel v, double factor) {
        return run -> ErrorRatios.of(
                run,
                run.effort().of(48, 500, 5000),
                factor,
                TIGHTNESS,
                (c, random, ratios) -> one(v, c, random, ratios));
    }

    private static void one(Kernel v, int c, RandomStream random, ErrorRatios ratios) {
        boolean low = c % 3 == 2;
        FloatScene s = FloatScene.of(random, c, low ? Format.BFLOAT16 : Format.BINARY32);
        AllowedKeys allowed = c % 2 == 0
                ? AllowedKeys.all(s.queries(), s.keys())
                : AllowedKeys.ranges(s.keys(), new int[s.queries()], ends(s));
        FloatModel model = FloatModel.of(Format.BINARY32).withWeights(low ? Format.BFLOAT16 : Format.BINARY32);
        EmulatedMatrices a = new EmulatedMatrices(new EmulatedReals(Format.BINARY32, options(v, c, random)));
        BigBalls exactly = new BigBalls(160);
        Grid<Ball> logits =
                SoftmaxAttention.logits(exactly, exactly.literal(s.query()), exactly.literal(s.key()), s.tau(), null);
        Grid<Ball> output = SoftmaxAttention.output(exactly, logits, exactly.literal(s.value()), allowed);
        Grid<Ball> lse = SoftmaxAttention.logSumExp(exactly, logits, allowed);
        ForwardRounding bound = ForwardRounding.of(
                s.query(), s.key(), s.value(), null, s.tau(), allowed, exactly.enclosures(logits), model);
        boolean store = low || v == Kernel.WEIGHTS_STORED_IN_BFLOAT16_UNDECLARED;
        double[][] computed = kernel(v, a, s, allowed, store);
        int width = s.value().columns();
        ratios.add("output", exactly, output, (i, j) -> computed[i][j], bound.output());
        ratios.add("log-sum-exp", exactly, lse, (i, j) -> computed[i][width], bound.logSumExp());
    }

    private static int[] ends(FloatScene s) {
        int[] ends = new int[s.queries()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = Math.max(1, s.keys() - s.queries() + i + 1);
        }
        return ends;
    }

    private static EmulatedOptions options(Kernel v, int c, RandomStream random) {
        SummationOrder order =
                switch (c % 4) {
                    case 0 -> SummationOrder.sequential();
                    case 1 -> SummationOrder.pairwise();
                    case 2 -> SummationOrder.blocked(4);
                    default -> SummationOrder.randomTree(random.bits());
                };
        return EmulatedOptions.usual()
                .withOrder(order)
                .withFusedMultiplyAdd(c % 5 == 1)
                .withFunctionUlps(v == Kernel.EXPONENTIAL_OF_400_ULPS ? 400 : 2, random.bits());
    }

    /** The outputs, and the log-sum-exp in a last column, of a kernel that visits tiles of keys in sequence. */
    private static double[][] kernel(Kernel v, EmulatedMatrices a, FloatScene s, AllowedKeys allowed, boolean store) {
        Grid<Double> query = a.literal(s.query());
        Grid<Double> key = a.literal(s.key());
        Grid<Double> products = a.matmul(query, a.transpose(key));
        Grid<Double> logits = v == Kernel.SCALE_FORGOTTEN ? products : a.scale(products, s.tau());
        int width = s.value().columns();
        double[][] out = new double[s.queries()][width + 1];
        for (int i = 0; i < s.queries(); i++) {
            Grid<Double> row = a.gatherRows(logits, new int[] {i});
            int to = v == Kernel.MASK_OFF_BY_ONE ? Math.max(1, allowed.to(i) - 1) : allowed.to(i);
            int last = v == Kernel.LAST_TILE_DROPPED && to > TILE ? (to - 1) / TILE * TILE : to;
            State state = null;
            for (int j = 0; j < last; j += TILE) {
                state = next(v, a, row, a.literal(s.value()), j, Math.min(j + TILE, last), state, store);
            }
            if (state == null) {
                continue;
            }
            Grid<Double> o = a.divide(state.sum, state.l);
            for (int c = 0; c < width; c++) {
                out[i][c] = a.get(o, 0, c);
            }
            out[i][width] = a.get(a.add(state.c, a.log(state.l)), 0, 0);
        }
        return out;
    }

    /** The triple of (D9) of one row. */
    private record State(Grid<Double> c, Grid<Double> l, Grid<Double> sum) {}

    private static State next(
            Kernel v,
            EmulatedMatrices a,
            Grid<Double> row,
            Grid<Double> value,
            int from,
            int to,
            @Nullable State before,
            boolean store) {
        AllowedKeys tile = AllowedKeys.ranges(row.columns(), new int[] {from}, new int[] {to});
        Grid<Double> top = a.rowMax(row, tile);
        Grid<Double> c = before == null ? top : a.max(before.c, top);
        int[] keys = java.util.stream.IntStream.range(from, to).toArray();
        Grid<Double> e = a.exp(a.subtract(a.columns(row, from, to), c));
        Grid<Double> stored = store ? a.store(e, Format.BFLOAT16) : e;
        Grid<Double> l = a.rowSums(e);
        Grid<Double> sum = a.matmul(stored, a.gatherRows(value, keys));
        if (before == null) {
            return new State(c, l, sum);
        }
        Grid<Double> rescale = a.exp(a.subtract(before.c, c));
        Grid<Double> oldSum = v == Kernel.SUM_NOT_RESCALED ? before.sum : a.multiply(before.sum, rescale);
        return new State(c, a.add(a.multiply(before.l, rescale), l), a.add(oldSum, sum));
    }
}
