package org.fiducial.theory.construction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.SplitMix64;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;
import org.fiducial.theory.target.TargetException;

/** Certificates against what points say: for drawn expressions no point is farther from the target than its certificate allows. */
class CertificatePropertiesTest {
    /** Expressions with kinks, products, quotients and elementary functions, finite on the unit square. */
    @Provide
    Arbitrary<String> expressions() {
        Arbitrary<String> leaf = Arbitraries.of("x1", "x2", "x", "0.3", "1/7", "i", "(x1 - x2)", "(1 - x2)");
        return deeper(deeper(leaf, leaf), leaf);
    }

    private static Arbitrary<String> deeper(Arbitrary<String> one, Arbitrary<String> leaf) {
        Arbitrary<String> pair = Combinators.combine(one, leaf, Arbitraries.of("+", "-", "*"))
                .as((x, y, op) -> "(" + x + " " + op + " " + y + ")");
        Arbitrary<String> pick = Combinators.combine(one, leaf, Arbitraries.of("max", "min"))
                .as((x, y, f) -> f + "(" + x + ", " + y + ")");
        Arbitrary<String> map = Combinators.combine(one, Arbitraries.of("sin", "cos", "tanh", "abs", "exp"))
                .as((x, f) -> f + "(" + x + ")");
        Arbitrary<String> root = one.map(x -> "sqrt(abs(" + x + ") + 0.1)");
        Arbitrary<String> log = one.map(x -> "log(abs(" + x + ") + 0.5)");
        Arbitrary<String> over = one.map(x -> "1/(2 + (" + x + ")^2)");
        Arbitrary<String> square = one.map(x -> "(" + x + ")^2");
        return Arbitraries.oneOf(pair, pick, map, root, log, over, square, one);
    }

    private static Target target(String text) {
        try {
            return Target.parse(text, 2);
        } catch (TargetException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static Interval[] point(List<Rational> x) {
        return new Interval[] {Interval.of(x.get(0)), Interval.of(x.get(1))};
    }

    /** urpe-C7: interpolant by its direct formula, target by intervals, at random points, diagonals and middles of cells. */
    @Property(tries = 20)
    void urpeC7NoPointIsFartherThanTheInterpolationBound(
            @ForAll("expressions") String text, @ForAll @IntRange(min = 1, max = 7) int cells, @ForAll long seed)
            throws ConstructionException {
        Target f = target(text);
        double bound = new InterpolationError(f, cells, Double.MAX_VALUE).bound();
        double[][] values = TableValues.atVertices(f, cells);
        KuhnCircuit.Table table = TableValues.table(values, cells);
        double stored = TableValues.distance(f, cells, values);
        SplitMix64 random = new SplitMix64(seed);
        for (int p = 0; p < 30; p++) {
            Rational a = Rational.of(random.nextBelow(1001), 1000);
            Rational b = p % 3 == 0 ? a : Rational.of(random.nextBelow(1001), 1000);
            List<Rational> x = p % 5 == 4
                    ? List.of(
                            Rational.of(2 * random.nextBelow(cells) + 1, 2L * cells),
                            Rational.of(2 * random.nextBelow(cells) + 1, 2L * cells))
                    : List.of(a, b);
            for (int i = 0; i < 2; i++) {
                Interval error = f.value(i, point(x))
                        .subtract(Interval.of(KuhnCircuit.direct(i, cells, x, table)))
                        .abs();
                assertTrue(
                        error.lo() <= bound + stored + 1e-12,
                        text + " at " + x + ", G = " + cells + ": " + error + " above " + bound);
            }
        }
    }

    /** urpe-C6: the upper sum is not below a midpoint sum by more than that sum's own error, and not far above it. */
    @Property(tries = 6)
    void urpeC6UpperSumsAreNotBelowTheIntegral(
            @ForAll("expressions") String text, @ForAll @IntRange(min = 1, max = 5) int cells)
            throws ConstructionException {
        Target f = target(text);
        double[][] table = new double[2][cells * cells];
        for (int u = 0; u < cells * cells; u++) {
            int[] q = LookUpNetwork.digits(u, 2, cells);
            for (int i = 0; i < 2; i++) {
                table[i][u] = f.value(i, CellBoxes.centre(q, cells)).middle();
            }
        }
        double bound = new LookUpError(f, 2, cells, table).bound();
        int steps = 12 * cells;
        double lower = 0;
        for (int a = 0; a < steps; a++) {
            for (int b = 0; b < steps; b++) {
                int u = a / 12 + cells * (b / 12);
                for (int i = 0; i < 2; i++) {
                    // The smallest distance on the box: a lower sum of the integral.
                    Interval d = f.value(i, CellBoxes.cell(new int[] {a, b}, steps))
                            .subtract(Interval.of(table[i][u]))
                            .abs();
                    lower += d.lo() * d.lo() / steps / steps;
                }
            }
        }
        assertTrue(
                lower <= bound * (1 + 1e-9),
                text + ", G = " + cells + ": integral at least " + lower + ", bound " + bound);
    }

    /** urpe-C2: the bound is attained by no common output, and is the least for the best one. */
    @Property(tries = 20)
    void urpeC2EqualTokenBoundIsBelowEveryCommonOutput(@ForAll("expressions") String text, @ForAll long seed) {
        Target f = target(text);
        EqualTokenBound least = EqualTokenBound.of(f);
        Interval at = Interval.of(least.at());
        Interval one = f.value(0, new Interval[] {at, at});
        Interval two = f.value(1, new Interval[] {at, at});
        double best = (one.middle() + two.middle()) / 2;
        SplitMix64 random = new SplitMix64(seed);
        for (double y : new double[] {best, one.middle(), two.middle(), best + random.nextSymmetric()}) {
            Rational worst = Rational.ZERO;
            for (Interval v : List.of(one, two)) {
                Rational e = Rational.of(Dyadic.of(v.middle()))
                        .subtract(Rational.of(Dyadic.of(y)))
                        .abs();
                worst = e.compareTo(worst) > 0 ? e : worst;
            }
            assertTrue(Interval.of(worst).hi() >= least.value() - 1e-15, text + ": " + y);
        }
    }

    /** uat-single-layer-C7 and urpe-C7: for polynomials both builders keep what they certify, at points run in binary64. */
    @Property(tries = 6)
    void uatC7AndUrpeC7NetworksKeepTheirCertificates(
            @ForAll @IntRange(min = -3, max = 3) int a,
            @ForAll @IntRange(min = -3, max = 3) int b,
            @ForAll @IntRange(min = 1, max = 3) int power,
            @ForAll long seed)
            throws ConstructionException {
        Target f = target(a + "*x1^" + power + "*x2 + " + b + "*x^2/2 - x1/3");
        SplitMix64 random = new SplitMix64(seed);
        for (Construction c : List.of(
                RidgeNetwork.of(f, Norm.SUP, 0.3),
                InterpolatingNetwork.of(f, Norm.SUP, 0.3),
                GatheredInterpolation.of(f, Norm.SUP, 0.3))) {
            Binary64Run run = new Binary64Run(c.network());
            for (int p = 0; p < 40; p++) {
                double x = random.nextUnit();
                double y = random.nextUnit();
                double[] out = run.at(x, y);
                for (int i = 0; i < 2; i++) {
                    Interval exact = f.value(i, new Interval[] {Interval.of(x), Interval.of(y)});
                    double e = exact.subtract(Interval.of(out[i])).abs().lo();
                    assertTrue(e <= c.bound() + 1e-9, f.text() + " " + c.builder() + " at " + x + ", " + y + ": " + e);
                }
            }
        }
    }
}
