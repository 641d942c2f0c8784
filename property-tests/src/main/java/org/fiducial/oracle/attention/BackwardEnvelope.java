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
 * Exact gradients and their envelope for one key/value head under one engine. Query rows are taken in slices; their parts of dK and dV add up,
 * which only the closed bound C13 covers for every order of that sum, so the float model's interpretation counts for dQ alone.
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

    /**
     * Exact gradients of one key/value head, row by row; of dquery all its query heads, one after another.
     *
     * @param closed whether the closed bound is the smaller one
     */
    record Bounded(double[] mid, double[] radius, double[] bound, boolean[] closed) {}

    Bounded of(int firstHead, int heads) {
        AttentionHead shared = attention.head(firstHead);
        BackwardRounding closed =
                new BackwardRounding(shared.key(), shared.value(), shared.tau(), model, heads * attention.queries());
        X sum = null;
        List<Enclosures> queryParts = new ArrayList<>();
        List<double[]> queryBounds = new ArrayList<>();
        List<boolean[]> queryClosed = new ArrayList<>();
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
                AttentionHead slice = head.rows(index);
                Matrix g = gradients.rows(index);
                Slice s = slice(slice, key, value, g, closed);
                switch (output) {
                    case "dquery" -> {
                        queryParts.add(engine.enclosures(s.exact.query()));
                        queryBounds.add(s.bound);
                        queryClosed.add(s.closed);
                    }
                    case "dkey" -> sum = plus(sum, s.exact.key());
                    default -> sum = plus(sum, s.exact.value());
                }
            }
        }
        if (sum == null) {
            Enclosures all = BackwardCheck.joined(queryParts);
            double[] bound = new double[all.mid().length];
            boolean[] byClosed = new boolean[bound.length];
            int at = 0;
            for (int p = 0; p < queryBounds.size(); p++) {
                System.arraycopy(queryBounds.get(p), 0, bound, at, queryBounds.get(p).length);
                System.arraycopy(queryClosed.get(p), 0, byClosed, at, queryClosed.get(p).length);
                at += queryBounds.get(p).length;
            }
            return new Bounded(all.mid(), all.radius(), bound, byClosed);
        }
        Enclosures e = engine.enclosures(sum);
        double[] bound = output.equals("dkey") ? closed.key() : closed.value();
        boolean[] byClosed = new boolean[bound.length];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = ForwardRounding.stored(bound[i], Math.abs(e.mid()[i]) + e.radius()[i], model.output(), model);
            byClosed[i] = true;
        }
        return new Bounded(e.mid(), e.radius(), bound, byClosed);
    }

    private X plus(@Nullable X sum, X part) {
        return sum == null ? part : engine.add(sum, part);
    }

    private final class Slice {
        private final AttentionGradients<X> exact;
        private final double[] bound;
        private final boolean[] closed;

        Slice(AttentionGradients<X> exact, double[] bound, boolean[] closed) {
            this.exact = exact;
            this.bound = bound;
            this.closed = closed;
        }
    }

    private Slice slice(AttentionHead slice, X key, X value, Matrix gradient, BackwardRounding closed) {
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
                null,
                model);
        int width = slice.value().columns();
        double[] outputBound = new double[outputs.mid().length];
        for (int e = 0; e < outputBound.length; e++) {
            double size = Math.abs(outputs.mid()[e]) + outputs.radius()[e];
            double c = ForwardRounding.stored(forward.output()[e], size, model.output(), model);
            outputBound[e] = Math.min(c, out.deviation(e / width, e % width));
        }
        double[] byClosed = closed.add(
                slice.query(),
                gradient,
                slice.allowed(),
                forward,
                engine.enclosures(weights.exact()),
                engine.enclosures(engine.matmul(g, engine.transpose(value))),
                engine.enclosures(exact.delta()),
                outputs,
                outputBound);
        if (!output.equals("dquery")) {
            return new Slice(exact, byClosed, new boolean[0]);
        }
        Modelled<X> byText = a.store(
                AttentionGradients.of(
                                a,
                                query,
                                a.exact(key),
                                a.exact(value),
                                slice.tau(),
                                slice.allowed(),
                                weights,
                                a.within(out.exact(), outputBound),
                                a.exact(g),
                                null)
                        .query(),
                model.output());
        Enclosures q = engine.enclosures(exact.query());
        boolean[] closedSmaller = new boolean[byClosed.length];
        int d = q.columns();
        for (int e = 0; e < byClosed.length; e++) {
            double size = Math.abs(q.mid()[e]) + q.radius()[e];
            double c = slice.allowed().count(e / d) == 0
                    ? 0
                    : ForwardRounding.stored(byClosed[e], size, model.output(), model);
            double m = byText.deviation(e / d, e % d);
            closedSmaller[e] = c < m;
            byClosed[e] = Math.min(c, m);
        }
        return new Slice(exact, byClosed, closedSmaller);
    }
}
