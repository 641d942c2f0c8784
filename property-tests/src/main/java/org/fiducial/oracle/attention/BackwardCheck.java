package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.EngineLadder;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks a gradient (D11) against the bound C13, one key/value head and all its query heads at a time. */
final class BackwardCheck {
    private final AttentionCase attention;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final List<Enclosing<?>> engines = EngineLadder.engines();

    BackwardCheck(AttentionCase attention, Tensor candidate, FloatModel model, CheckOptions options) {
        this.attention = attention;
        this.candidate = candidate;
        this.model = model;
        this.options = options;
    }

    /**
     * @param nonzero elements whose exact value is not zero
     * @param seen those of them that a zero would violate
     */
    private record Part(Tally tally, int firstRow, double[] rowRatios, int engine, long nonzero, long seen) {}

    Verdict verdict() {
        List<Callable<Part>> work = new ArrayList<>();
        int group = attention.queryHeads() / attention.keyHeads();
        for (int g = 0; g < attention.heads() / group; g++) {
            int first = g * group;
            work.add(() -> group(first, group));
        }
        Tally tally = new Tally();
        long[] decided = new long[engines.size()];
        double[] rowRatios = new double[candidate.elements() / candidate.shape().size(-1)];
        long[] done = {0};
        long[] nonzero = {0};
        long[] seen = {0};
        WorkQueue.run(work, options.threads(), part -> {
            tally.add(part.tally);
            nonzero[0] += part.nonzero;
            seen[0] += part.seen;
            System.arraycopy(part.rowRatios, 0, rowRatios, part.firstRow, part.rowRatios.length);
            decided[part.engine] += part.rowRatios.length;
            done[0] += (long) group * attention.queries();
            options.progress().accept(done[0]);
        });
        if (tally.elements() != candidate.elements()) {
            throw new IllegalStateException(tally.elements() + " elements judged of " + candidate.elements());
        }
        Outcome outcome = tally.outcome();
        if (outcome == Outcome.CONFORMS && nonzero[0] > 0 && seen[0] == 0) {
            tally.reason("the bound exceeds the exact value everywhere, so zeros would pass");
            outcome = Outcome.INCONCLUSIVE;
        }
        return Verdict.of(
                "softmax-attention",
                options.output(),
                outcome,
                model,
                tally,
                WorstElement.of(candidate, tally, model),
                List.of(),
                List.of(),
                Suspicion.none("gradients"),
                EngineUse.of(engines, decided),
                rowRatios);
    }

    private Part group(int firstHead, int heads) {
        for (int e = 0; ; e++) {
            boolean last = e == engines.size() - 1;
            BackwardEnvelope.Bounded b;
            try {
                b = new BackwardEnvelope<>(engines.get(e), attention, model, options.output()).of(firstHead, heads);
            } catch (ArithmeticException beyondTheEngine) {
                if (!last) {
                    continue;
                }
                int rows = options.output().equals("dquery") ? heads * attention.queries() : attention.keys();
                b = BackwardEnvelope.unknown(rows * candidate.shape().size(-1));
            }
            Part part = judge(firstHead, heads, b, e, last);
            if (part != null) {
                return part;
            }
        }
    }

    private @Nullable Part judge(int firstHead, int heads, BackwardEnvelope.Bounded b, int engine, boolean last) {
        Tally tally = new Tally();
        int columns = candidate.shape().size(-1);
        boolean perKey = !options.output().equals("dquery");
        long first = perKey
                ? (long) firstHead / heads * attention.keys() * columns
                : (long) firstHead * attention.queries() * columns;
        double[] ratios = new double[b.mid().length / columns];
        long nonzero = 0;
        long seen = 0;
        for (int e = 0; e < b.mid().length; e++) {
            double x = candidate.valueAt(first + e);
            nonzero += b.mid()[e] != 0 ? 1 : 0;
            seen += Math.abs(b.mid()[e]) > b.bound()[e] ? 1 : 0;
            Outcome judged = Tally.judge(x, b.mid()[e], b.radius()[e], b.bound()[e]);
            if (judged == null && !last) {
                return null;
            }
            Outcome outcome = tally.reasoned(judged, x, ForwardCheck.UNBOUNDED);
            tally.count(outcome, first + e, x, b.mid()[e], b.radius()[e], b.bound()[e]);
            tally.envelope(true);
            if (outcome != Outcome.INCONCLUSIVE) {
                ratios[e / columns] = Math.max(ratios[e / columns], Tally.ratio(x, b.mid()[e], b.bound()[e]));
            }
        }
        return new Part(tally, (int) (first / columns), ratios, engine, nonzero, seen);
    }

    static Enclosures joined(List<Enclosures> parts) {
        int rows = parts.stream().mapToInt(Enclosures::rows).sum();
        int columns = parts.get(0).columns();
        double[] mid = new double[rows * columns];
        double[] radius = new double[rows * columns];
        int at = 0;
        for (Enclosures p : parts) {
            System.arraycopy(p.mid(), 0, mid, at, p.mid().length);
            System.arraycopy(p.radius(), 0, radius, at, p.radius().length);
            at += p.mid().length;
        }
        return new Enclosures(rows, columns, mid, radius);
    }
}
