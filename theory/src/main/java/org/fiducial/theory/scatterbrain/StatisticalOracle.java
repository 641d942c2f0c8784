package org.fiducial.theory.scatterbrain;

import java.math.BigDecimal;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.Probability;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.Binomial;
import org.fiducial.theory.statistics.CatoniTest;
import org.fiducial.theory.statistics.NormalDraws;

/** Claim C25: testing the mean of somebody else's entries with a proved bound on false alarms. */
final class StatisticalOracle {
    private StatisticalOracle() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("influence function", Level.INDEPENDENT, 4, Psi.class, Influence::new),
                BoundTest.part("its exponential moment", 24, 0.9, Moment.class, ExponentialMoment::new),
                Part.of("median of means", EvidenceKind.CERTIFIED, Median.class, v -> run -> medians(v)),
                Part.of("runs that a bias of 1% needs", EvidenceKind.CERTIFIED, Runs.class, v -> run -> runs(v)),
                Part.of(
                        "drawn entries",
                        EvidenceKind.STATISTICAL,
                        EntryDraws.Mistake.class,
                        v -> run -> drawn(v, run)));
    }

    private enum Psi {
        STATEMENT,
        SQUARE_NOT_HALVED
    }

    /** (1 + u + u^2/2)(1 - u + u^2/2) = 1 + u^4/4 >= 1, so that -ln(1 - u + u^2/2) <= ln(1 + u + u^2/2): both bounds of psi. */
    private record Influence(Psi v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T u = x.free(1, 1);
            T one = a.ones(1);
            T square = a.multiply(u, u);
            T half = v == Psi.STATEMENT ? a.scale(square, Scale.of(0.5)) : square;
            T product = a.multiply(a.add(a.add(one, u), half), a.add(a.subtract(one, u), half));
            return List.of(
                    new Sides<>("product", product, a.add(one, a.scale(a.multiply(square, square), Scale.of(0.25)))));
        }
    }

    private enum Moment {
        STATEMENT,
        QUARTER_OF_THE_VARIANCE
    }

    /** E exp(psi(u)) <= 1 + E u^2 / 2 for two-point laws of mean 0, psi by its definition. */
    private record ExponentialMoment(Moment v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            // Values s with probability t / (s + t) and -t with s / (s + t).
            T s = a.constant(1, 1, Dyadic.of((1 + x.choice(64)) / 32.0));
            T t = a.constant(1, 1, Dyadic.of((1 + x.choice(64)) / 32.0));
            T all = a.add(s, t);
            T mean = a.divide(a.add(a.multiply(t, grown(a, s)), a.divide(s, grown(a, t))), all);
            T variance = a.multiply(s, t);
            T bound = a.add(a.ones(1), a.scale(variance, Scale.of(v == Moment.STATEMENT ? 0.5 : 0.25)));
            return List.of(Inequality.of("moment", mean, bound));
        }

        private static <T> T grown(OrderedReals<T> a, T u) {
            return a.add(a.add(a.ones(1), u), a.scale(a.multiply(u, u), Scale.of(0.5)));
        }
    }

    private enum Median {
        STATEMENT,
        CHEBYSHEV_AT_TWO
    }

    private static Evidence medians(Median v) {
        int[] blocks = {25, 39, 53};
        int[] digits = {6, 9, 12};
        for (int t = 0; t < blocks.length; t++) {
            Probability tail = Binomial.upperTail(blocks[t], (blocks[t] + 1) / 2, 1, v == Median.STATEMENT ? 9 : 4);
            Probability claimed = new Probability(BigDecimal.ONE.movePointLeft(digits[t]));
            if (!tail.isAtMost(claimed)) {
                return Evidence.refuted(blocks[t] + " blocks: " + tail + ", claimed at most " + claimed);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "25, 39 and 53 blocks at three deviations, exact tails");
    }

    private enum Runs {
        STATEMENT,
        HALF_AS_MANY
    }

    /** alpha = 1e-9, beta = 1e-3, a = 1/4, M = 1: 3.36e5 runs see a relative bias of 1%, and 3.2e5 do not. */
    private static Evidence runs(Runs v) {
        double variance = Math.expm1(0.25);
        Probability alpha = new Probability(BigDecimal.ONE.movePointLeft(9));
        Probability beta = new Probability(BigDecimal.ONE.movePointLeft(3));
        long n = v == Runs.STATEMENT ? 336_000 : 168_000;
        double seen = new CatoniTest(n, variance, alpha).detectable(beta, 0);
        double fewer = new CatoniTest(320_000, variance, alpha).detectable(beta, 0);
        if (seen > 0.01 || fewer <= 0.01) {
            return Evidence.refuted(n + " runs detect " + seen + ", 320000 detect " + fewer);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "a = 1/4, M = 1").with("bias detected by 336000 runs", seen);
    }

    /** The test on draws that are made without the operator's text; each mistake is found. */
    private static Evidence drawn(EntryDraws.Mistake v, CheckRun run) {
        // A fixed norm shows in long vectors, the others in short ones, whose estimates vary less.
        boolean longer = v == EntryDraws.Mistake.PROJECTIONS_OF_FIXED_NORM;
        double[] x = longer ? new double[] {1, 0, 0, 0} : new double[] {0.25, 0.125, -0.125, 0.25};
        double[] y = longer ? new double[] {0, 1, 0, 0} : new double[] {0.25, -0.25, 0.25, -0.25};
        int m = 32;
        int n = run.effort().of(40_000, 160_000, 640_000);
        EntryMoments moments = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, 4, m);
        EntryMoments.Pair pair = EntryMoments.Pair.of(new Matrix(1, 4, x), new Matrix(1, 4, y), Scale.of(1));
        double kernel = moments.kernel(pair, 128).midpoint().toDouble();
        Ball bound = moments.varianceBound(pair, 128);
        CatoniTest test =
                new CatoniTest(n, bound.enclosure().upper().toDouble(Rounding.UPWARD), Probability.powerOfHalf(40));
        CatoniTest.Sum sum = new CatoniTest.Sum(test);
        EntryDraws draws = new EntryDraws(x, y, m, v, new NormalDraws(run.draws("projections")));
        for (int t = 0; t < n; t++) {
            double w = draws.next();
            // exp and the products err by less than 64 units of roundoff here.
            sum.add(w - kernel, 0x1p-46 * Math.abs(w));
        }
        return sum.evidence(Probability.powerOfHalf(40)).with("kernel", kernel);
    }
}
