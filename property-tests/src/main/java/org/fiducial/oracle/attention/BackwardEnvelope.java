package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.attention.BackwardRounding;
import org.fiducial.theory.attention.ForwardRounding;
import org.jspecify.annotations.Nullable;

/**
 * Exact gradients and their envelope for one key/value head under one engine: the closed bound C13, which covers what no single text does,
 * weights that are quotients or rebuilt from the log-sum-exp, Delta from the output or from the weights, and every order of the sums over
 * query rows. Those are taken in slices; their parts of dK and dV add up.
 *
 * @param <X> matrix of the engine
 */
final class BackwardEnvelope<X> {
    private static final int LOGITS_A_SLICE = 1 << 16;

    private final Enclosing<X> engine;
    private final AttentionCase attention;
    private final FloatModel model;
    private final String output;

    BackwardEnvelope(Enclosing<X> engine, AttentionCase attention, FloatModel model, String output) {
        this.engine = engine;
        this.attention = attention;
        this.model = model;
        this.output = output;
    }

    /** Exact gradients of one key/value head, row by row; of dquery all its query heads, one after another. */
    record Bounded(double[] mid, double[] radius, double[] bound) {}

    /** Gradients about which nothing is known, because their numbers are beyond the range of every engine. */
    static Bounded unknown(int elements) {
        double[] everything = new double[elements];
        java.util.Arrays.fill(everything, Double.POSITIVE_INFINITY);
        return new Bounded(new double[elements], everything, everything);
    }

    Bounded of(int firstHead, int heads) {
        AttentionHead shared = attention.head(firstHead);
        BackwardRounding closed =
                new BackwardRounding(shared.key(), shared.value(), shared.tau(), model, heads * attention.queries());
        X sum = null;
        List<Enclosures> queryParts = new ArrayList<>();
        List<double[]> queryBounds = new ArrayList<>();
        int rows = Math.max(1, LOGITS_A_SLICE / attention.keys());
        for (int h = firstHead; h < firstHead + heads; h++) {
            AttentionHead head = attention.head(h);
            X key = engine.literal(head.key());
            X value = engine.literal(head.value());
            Matrix gradients = attention.outputGradient(h);
            for (int first = 0; first < head.queries(); first += rows) {
                int[] index = new int[Math.min(rows, head.queries() - first)];
                for (int i = 0; i < index.length; i++) {
                    index[i] = first + i;
                }
                Slice<X> s = slice(head.rows(index), key, value, gradients.rows(index), closed);
                switch (output) {
                    case "dquery" -> {
                        queryParts.add(engine.enclosures(s.exact.query()));
                        queryBounds.add(s.bound);
                    }
                    case "dkey" -> sum = plus(sum, s.exact.key());
                    default -> sum = plus(sum, s.exact.value());
                }
            }
        }
        if (sum != null) {
            return stored(engine.enclosures(sum), output.equals("dkey") ? closed.key() : closed.value());
        }
        Enclosures all = BackwardCheck.joined(queryParts);
        double[] bound = new double[all.mid().length];
        int at = 0;
        for (double[] part : queryBounds) {
            System.arraycopy(part, 0, bound, at, part.length);
            at += part.length;
        }
        return stored(all, bound);
    }

    /** Gradients to which nothing contributes are exactly 0, in every format. */
    private Bounded stored(Enclosures e, double[] computed) {
        double[] bound = new double[computed.length];
        for (int i = 0; i < bound.length; i++) {
            double size = Math.abs(e.mid()[i]) + e.radius()[i];
            bound[i] = computed[i] == 0 && size == 0
                    ? 0
                    : ForwardRounding.stored(computed[i], size, model.output(), model);
        }
        return new Bounded(e.mid(), e.radius(), bound);
    }

    private X plus(@Nullable X sum, X part) {
        return sum == null ? part : engine.add(sum, part);
    }

    /** Exact gradients of a slice of query rows, and the bounds of its dQ before they are stored. */
    private record Slice<X>(AttentionGradients<X> exact, double[] bound) {}

    private Slice<X> slice(AttentionHead slice, X key, X value, Matrix gradient, BackwardRounding closed) {
        ModelledReals<X> a = ModelledReals.certain(engine, model);
        Matrix bias = slice.bias();
        Modelled<X> query = a.literal(slice.query());
        Modelled<X> logits =
                SoftmaxAttention.logits(a, query, a.exact(key), slice.tau(), bias == null ? null : a.literal(bias));
        Modelled<X> weights = a.softmaxRows(logits, slice.allowed());
        Modelled<X> out = a.store(a.matmul(weights, a.exact(value)), model.output());
        X g = engine.literal(gradient);
        AttentionGradients<X> exact = AttentionGradients.of(
                engine, query.exact(), key, value, slice.tau(), slice.allowed(), weights.exact(), out.exact(), g, null);
        Enclosures outputs = engine.enclosures(out.exact());
        ForwardRounding forward = ForwardRounding.of(
                slice.query(),
                slice.key(),
                slice.value(),
                bias,
                slice.tau(),
                slice.allowed(),
                engine.enclosures(logits.exact()),
                model);
        int width = slice.value().columns();
        double[] outputBound = new double[outputs.mid().length];
        for (int e = 0; e < outputBound.length; e++) {
            double size = Math.abs(outputs.mid()[e]) + outputs.radius()[e];
            double c = ForwardRounding.stored(forward.output()[e], size, model.output(), model);
            outputBound[e] = Math.min(c, out.deviation(e / width, e % width));
        }
        double[] bound = closed.add(
                slice.query(),
                gradient,
                slice.allowed(),
                forward,
                engine.enclosures(weights.exact()),
                engine.enclosures(engine.matmul(g, engine.transpose(value))),
                engine.enclosures(exact.delta()),
                outputs,
                outputBound);
        return new Slice<>(exact, bound);
    }
}
