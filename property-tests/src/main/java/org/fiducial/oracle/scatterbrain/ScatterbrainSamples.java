package org.fiducial.oracle.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.Curves;
import org.fiducial.oracle.SampledOperator.SampleTest;
import org.fiducial.oracle.SampledOperator.SampledCase;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Probability;
import org.fiducial.theory.scatterbrain.Collisions;
import org.fiducial.theory.scatterbrain.EntryMoments;
import org.fiducial.theory.scatterbrain.ProjectionLaw;
import org.fiducial.theory.scatterbrain.TemperatureCurves;
import org.jspecify.annotations.Nullable;

/** Repeated runs of a Scatterbrain implementation with fresh projections and hashes: the moments that they have to have, claim C25. */
final class ScatterbrainSamples implements SampledCase {
    private static final int P = 192;

    /** Curves of larger cases are left out: each point sums over all pairs in balls. */
    private static final int MOST_PAIRS = 4096;

    private final ScatterbrainCase problem;
    private final EntryMoments moments;

    ScatterbrainSamples(ScatterbrainCase problem) throws CaseException {
        this.problem = problem;
        ScatterbrainParameters p = problem.parameters();
        if (p.sparseAlone()) {
            throw new CaseException(
                    "parameter features is 'none', expected plus, hyp or trig: sparse attention alone is"
                            + " biased by its support (scatterbrain-C13)");
        }
        if (p.features() == FeatureMap.TRIGONOMETRIC && p.law() == ProjectionLaw.ORTHOGONAL) {
            throw new CaseException("parameters features = trig and projections = ort, expected iid:"
                    + " no closed variance of orthogonal trigonometric features is known");
        }
        moments = new EntryMoments(p.features(), p.law(), problem.width(), problem.sampledProjections());
    }

    @Override
    public int[] shape(String output) throws CaseException {
        switch (ScatterbrainCase.named(output)) {
            case OUTPUT ->
                throw new CaseException("output 'output' is biased even where an implementation is right"
                        + " (scatterbrain-C20), expected unnormalised, estimates, normaliser or numerator, or weights with a"
                        + " reference-key");
            case DQUERY, DKEY, DVALUE ->
                throw new CaseException(
                        "output '" + output + "' has no known mean (scatterbrain-C7 is about un-normalised"
                                + " gradients), expected unnormalised, estimates, normaliser or numerator");
            case WEIGHTS -> {
                if (problem.parameters().referenceKey() < 0) {
                    throw new CaseException("output 'weights' is biased even where an implementation is right"
                            + " (scatterbrain-C20), expected parameter reference-key: a key in every query's support");
                }
            }
            default -> {}
        }
        return problem.shape(output);
    }

    /** An entry's law. @param known whether p is known, so that the variance is */
    private record Entry(Ball kernel, Ball variance, Ball fourth, boolean known, double units) {}

    @Override
    public SampleTest test(String output, long runs, Probability falseAlarm) throws CaseException {
        int[] shape = shape(output);
        ScatterbrainHead.Output o = ScatterbrainCase.named(output);
        List<ElementTest.Moments> elements = new ArrayList<>();
        for (int h = 0; h < problem.heads(); h++) {
            elements.addAll(elements(o, h));
        }
        int reference =
                o == ScatterbrainHead.Output.WEIGHTS ? problem.parameters().referenceKey() : -1;
        double[] kernels = new double[reference < 0 ? 0 : problem.heads() * problem.queries()];
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = elements.get(i * problem.keys() + reference).mean();
        }
        ScatterbrainParameters p = problem.parameters();
        String assumptions =
                "independent runs; projections standard normal, " + p.law().word()
                        + ", independent of the support; "
                        + (p.rounding() < 0
                                ? "rounding of at most 64 + 2 (d + 8) tau sum |q_l k_l| units of roundoff of the samples' format"
                                : "rounding of at most " + p.rounding())
                        + " in each value, relatively"
                        + (reference < 0 ? "" : "; key " + reference + " in every support");
        return new ScatterbrainSampleTest(
                "scatterbrain",
                output,
                shape,
                elements,
                kernels,
                reference,
                p.rounding(),
                runs,
                falseAlarm,
                assumptions);
    }

    private List<ElementTest.Moments> elements(ScatterbrainHead.Output o, int h) throws CaseException {
        Matrix q = problem.query(h);
        Matrix k = problem.key(h);
        int n = q.rows();
        int m = k.rows();
        SparseSupport fixed = fixed(h);
        int reference = problem.parameters().referenceKey();
        if (o == ScatterbrainHead.Output.WEIGHTS) {
            requireReference(fixed, n, m, reference);
        }
        Matrix value = o == ScatterbrainHead.Output.NUMERATOR ? problem.value(h) : null;
        List<ElementTest.Moments> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Entry[] row = new Entry[m];
            for (int j = 0; j < m; j++) {
                row[j] = problem.allowed().allows(i, j)
                        ? entry(q.rows(i, i + 1), k.rows(j, j + 1), probability(o, fixed, q, i, k, j))
                        : null;
            }
            switch (o) {
                case NORMALISER -> out.add(sum(row, null, 0));
                case NUMERATOR -> {
                    for (int c = 0; value != null && c < value.columns(); c++) {
                        out.add(sum(row, value, c));
                    }
                }
                default -> {
                    for (Entry e : row) {
                        out.add(single(e));
                    }
                }
            }
        }
        return out;
    }

    private static void requireReference(@Nullable SparseSupport fixed, int n, int m, int reference)
            throws CaseException {
        if (reference >= m) {
            throw new CaseException("parameter reference-key is " + reference + ", expected one of " + m + " keys");
        }
        for (int i = 0; fixed != null && i < n; i++) {
            if (!fixed.support().allows(i, reference)) {
                throw new CaseException("parameter reference-key is " + reference
                        + ", which is not in the support of query " + i + ", expected a key that is in every support");
            }
        }
    }

    /** The support, where it is the same in every run. */
    private @Nullable SparseSupport fixed(int head) throws CaseException {
        return switch (problem.parameters().support()) {
            case NONE, FULL, TENSOR, WINDOW, TOP -> problem.support(head).support();
            default -> null;
        };
    }

    /** The probability that the pair is in the support, or null where only its independence is known. */
    private @Nullable Ball probability(
            ScatterbrainHead.Output o, @Nullable SparseSupport fixed, Matrix q, int i, Matrix k, int j) {
        if (o == ScatterbrainHead.Output.ESTIMATES) {
            return Ball.ZERO;
        }
        if (fixed != null) {
            return fixed.support().allows(i, j) ? Ball.ONE : Ball.ZERO;
        }
        return problem.parameters().support() == SupportKind.HYPERPLANE ? collision(q, i, k, j) : null;
    }

    private Ball collision(Matrix q, int i, Matrix k, int j) {
        Dyadic qq = InnerProduct.of(q, i, q, i);
        Dyadic kk = InnerProduct.of(k, j, k, j);
        Ball one;
        if (qq.isZero() || kk.isZero()) {
            // A zero vector has every bit set, the other one each bit with probability 1/2.
            one = qq.isZero() && kk.isZero() ? Ball.ONE : Ball.ONE.shift(-1);
        } else {
            Ball norm = Ball.of(qq.multiply(kk)).sqrt(P);
            one = Collisions.hyperplane(Ball.of(InnerProduct.of(q, i, k, j)).divide(norm, P), P);
        }
        return Collisions.tables(
                one, problem.parameters().bits(), problem.parameters().tables(), P);
    }

    private Entry entry(Matrix q, Matrix k, @Nullable Ball p) {
        EntryMoments.Pair z =
                EntryMoments.Pair.of(q, k, problem.parameters().scale().of(problem.width()));
        Ball kernel = moments.kernel(z, P);
        double units = units(q, k);
        if (p == null) {
            return new Entry(kernel, moments.varianceBound(z, P), Ball.ZERO, false, units);
        }
        if (p.isExact() && p.equals(Ball.ONE)) {
            return new Entry(kernel, Ball.ZERO, Ball.ZERO, true, units);
        }
        Ball missed = Ball.ONE.subtract(p, P);
        return new Entry(
                kernel,
                moments.variance(z, P).multiply(missed, P),
                moments.fourthBound(z, P).multiply(missed, P),
                true,
                units);
    }

    /** Twice gamma_(d+8) of the logit's absolute sum, and 64 for the exponential, the features' own and the storage. */
    private double units(Matrix q, Matrix k) {
        double size = 0;
        for (int l = 0; l < q.columns(); l++) {
            size += Math.abs(q.get(0, l) * k.get(0, l));
        }
        double tau = problem.parameters().scale().of(problem.width()).toDouble();
        return 64 + 2 * (problem.width() + 8) * tau * size;
    }

    private static ElementTest.Moments single(@Nullable Entry e) {
        if (e == null) {
            return ElementTest.Moments.exact(Ball.ZERO);
        }
        if (e.variance().isZero()) {
            return ElementTest.Moments.exact(e.kernel()).withUnits(e.units());
        }
        ElementTest.Moments moments = e.known()
                ? ElementTest.Moments.known(
                        e.kernel(),
                        e.variance(),
                        e.fourth().subtract(e.variance().square(P), P))
                : ElementTest.Moments.bounded(e.kernel(), e.variance());
        return moments.withUnits(e.units());
    }

    /** A linear functional of a row: the deviations of its entries add up at most. */
    private static ElementTest.Moments sum(Entry[] row, @Nullable Matrix value, int c) {
        Ball mean = Ball.ZERO;
        Ball deviation = Ball.ZERO;
        Ball size = Ball.ZERO;
        double units = 0;
        for (int j = 0; j < row.length; j++) {
            Entry e = row[j];
            if (e == null) {
                continue;
            }
            units = Math.max(units, e.units());
            Ball factor = value == null ? Ball.ONE : Ball.of(Dyadic.of(value.get(j, c)));
            Ball term = e.kernel().multiply(factor, P);
            mean = mean.add(term, P);
            size = size.add(term.abs(), P);
            deviation = deviation.add(e.variance().abs().sqrt(P).multiply(factor.abs(), P), P);
        }
        ElementTest.Moments moments = deviation.isZero()
                ? ElementTest.Moments.exact(mean)
                : ElementTest.Moments.bounded(mean, deviation.square(P));
        return moments.withSize(size).withUnits(units + 2 * row.length);
    }

    /** Error against temperature for the case's first head; none where collision probabilities are not known. */
    @Override
    public List<Curves> curves() throws CaseException {
        SparseSupport fixed = fixed(0);
        Matrix q = problem.query(0);
        Matrix k = problem.key(0);
        if ((long) q.rows() * k.rows() > MOST_PAIRS) {
            return List.of();
        }
        Ball[][] p = new Ball[q.rows()][k.rows()];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < k.rows(); j++) {
                Ball one = probability(ScatterbrainHead.Output.UNNORMALISED, fixed, q, i, k, j);
                if (one == null) {
                    return List.of();
                }
                p[i][j] = one;
            }
        }
        String about = "The case's queries and keys, " + moments.map().word() + " features, M = "
                + moments.projections() + ", " + moments.law().word() + ", support "
                + problem.parameters().support().name().toLowerCase(Locale.ROOT) + ".";
        return List.of(TemperaturePicture.of(
                TemperatureCurves.of(q, k, problem.parameters().scale().of(problem.width()), moments, p, about)));
    }
}
