package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Evaluates the catalogue of mistakes on a sample of a case's rows: which of them explain a candidate, and which the check could see. */
final class MistakeExamination {
    private static final int HEADS = 8;

    /**
     * A coarser format's envelope contains many small deviations of other causes, so the candidate's distance from the exact output must also be
     * within this factor of what an emulation of the format shows (root mean square).
     */
    private static final double FAR = 8;

    private final AttentionCase attention;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final Enclosing<?> engine;
    private final boolean applies;

    MistakeExamination(
            AttentionCase attention,
            Tensor candidate,
            FloatModel model,
            CheckOptions options,
            Enclosing<?> engine,
            boolean applies) {
        this.attention = attention;
        this.candidate = candidate;
        this.model = model;
        this.options = options;
        this.engine = engine;
        this.applies = applies;
    }

    /** What the check would have seen of each mistake. */
    List<Exposure> power() {
        List<Exposure> out = new ArrayList<>();
        if (!applies || options.powerRows() == 0) {
            return out;
        }
        List<ExaminedRows<?>> samples = samples(new double[0]);
        List<Callable<Exposure>> work = new ArrayList<>();
        for (Mistake mistake : AttentionMistakes.all()) {
            work.add(() -> exposure(mistake, samples));
        }
        WorkQueue.run(work, options.threads(), out::add);
        return out;
    }

    private Exposure exposure(Mistake mistake, List<ExaminedRows<?>> samples) {
        boolean applicable = mistake.applies(attention, model);
        double factor = 0;
        boolean exposed = false;
        for (ExaminedRows<?> s : applicable ? samples : List.<ExaminedRows<?>>of()) {
            double[] wrong = value(mistake, s);
            for (int e = 0; e < wrong.length; e++) {
                double distance = Math.abs(wrong[e] - s.right().mid()[e]);
                double bound = s.right().bound()[e];
                if (Double.isNaN(wrong[e]) && bound < Double.POSITIVE_INFINITY) {
                    factor = Double.POSITIVE_INFINITY;
                    exposed = true;
                } else if (distance > 0 && bound < Double.POSITIVE_INFINITY) {
                    factor = Math.max(factor, distance / bound);
                    exposed |= distance - 2 * s.right().radius()[e] > bound;
                }
            }
        }
        return new Exposure(mistake.name(), mistake.description(), applicable, exposed, factor);
    }

    /** The mistaken values, or none where their numbers are beyond the range of the engine. */
    private double[] value(Mistake mistake, ExaminedRows<?> s) {
        try {
            return mistake.value(s);
        } catch (ArithmeticException beyondTheEngine) {
            return new double[0];
        }
    }

    /** The mistaken rows, or null where their numbers are beyond the range of the engine. */
    private Mistake.@Nullable MistakenRows evaluate(Mistake mistake, ExaminedRows<?> s) {
        try {
            return mistake.evaluate(s);
        } catch (ArithmeticException beyondTheEngine) {
            return null;
        }
    }

    /**
     * The mistakes that explain a violating candidate on every row examined.
     *
     * @param rowRatios largest ratio of each query row; rows above 1 are examined first
     */
    List<Diagnosis> diagnosis(double[] rowRatios) {
        List<Explanation> out = new ArrayList<>();
        if (!applies) {
            return List.of();
        }
        List<ExaminedRows<?>> samples = samples(rowRatios);
        for (Mistake mistake : AttentionMistakes.inAllTiles()) {
            boolean named = out.stream().anyMatch(x -> x.diagnosis.mistake().equals(mistake.name()));
            if (named || !mistake.applies(attention, model)) {
                continue;
            }
            long all = 0;
            long explained = 0;
            double ratio = 0;
            boolean differs = false;
            double observed = 0;
            double expected = 0;
            for (ExaminedRows<?> s : samples) {
                if (explained < all) {
                    break;
                }
                Mistake.MistakenRows m = evaluate(mistake, s);
                if (m == null) {
                    all++;
                    continue;
                }
                int width = s.right().columns();
                for (int e = 0; e < m.centre().length; e++) {
                    long element = ((long) s.head() * attention.queries() + s.rows()[e / width]) * width + e % width;
                    double x = candidate.valueAt(element);
                    double distance = Math.abs(x - m.centre()[e]);
                    if (Double.isNaN(m.bound()[e])) {
                        continue;
                    }
                    all++;
                    observed += Math.pow(x - s.right().mid()[e], 2);
                    expected += Math.pow(m.value()[e] - s.right().mid()[e], 2);
                    differs |= m.centre()[e] != s.right().mid()[e]
                            || m.bound()[e] > s.right().bound()[e];
                    // A bound that holds of everything explains nothing, unless nothing is known there anyway.
                    boolean known = m.bound()[e] < Double.POSITIVE_INFINITY;
                    if (Double.isNaN(m.centre()[e])) {
                        explained += Double.isFinite(x) ? 0 : 1;
                    } else if (mistake.mayReturn(x)
                            && (known ? distance <= m.bound()[e] : s.right().bound()[e] == Double.POSITIVE_INFINITY)) {
                        explained++;
                        ratio = Math.max(ratio, distance == 0 || !known ? 0 : distance / m.bound()[e]);
                    }
                }
            }
            boolean coarse = mistake instanceof CoarserFormat;
            boolean likely = !coarse || observed >= expected / (FAR * FAR) && observed <= expected * FAR * FAR;
            if (differs && likely && explained == all) {
                boolean second = mistake instanceof CoarserFormat c && c.place() != CoarserFormat.Place.INPUTS;
                out.add(new Explanation(
                        new Diagnosis(mistake.name(), mistake.description(), 1, ratio),
                        second ? Math.abs(Math.log(observed / expected)) : -1));
            }
        }
        // A mistake of logic fits only if it happened. A coarser format fits small deviations of any cause, so it comes
        // second, the one first whose emulation deviates as much as the candidate does.
        out.sort(Comparator.comparingDouble(Explanation::unlikeness));
        return out.stream().map(Explanation::diagnosis).toList();
    }

    /** @param unlikeness of a coarser format, how far the candidate's deviations are from an emulation's; negative for other mistakes */
    private record Explanation(Diagnosis diagnosis, double unlikeness) {}

    private List<ExaminedRows<?>> samples(double[] rowRatios) {
        List<ExaminedRows<?>> out = new ArrayList<>();
        int heads = attention.heads();
        int each = Math.max(2, options.powerRows() / Math.min(heads, HEADS));
        for (int k = 0; k < Math.min(heads, HEADS); k++) {
            int head = (int) ((long) k * heads / Math.min(heads, HEADS));
            int n = attention.queries();
            TreeSet<Integer> rows = new TreeSet<>();
            for (int r = 0; r < Math.min(n, each); r++) {
                rows.add(each >= n ? r : (int) ((long) r * (n - 1) / Math.max(1, each - 1)));
            }
            // A row without allowed keys is where some mistakes show alone.
            for (int i = 0; i < n; i++) {
                if (attention.allowedCount(head, i) == 0) {
                    rows.add(i);
                    break;
                }
            }
            if (rowRatios.length > 0) {
                int added = 0;
                for (int i = 0; i < n && added < each; i++) {
                    if (rowRatios[head * n + i] > 1 && rows.add(i)) {
                        added++;
                    }
                }
            }
            int[] index = rows.stream().mapToInt(Integer::intValue).toArray();
            out.add(new ExaminedRows<>(engine, attention, model, head, index));
        }
        return out;
    }
}
