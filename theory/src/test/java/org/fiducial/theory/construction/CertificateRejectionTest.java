package org.fiducial.theory.construction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;
import org.junit.jupiter.api.Test;

/** The exact evaluations are about the weights they are given: every weight matters, or changes nothing that they promise. */
class CertificateRejectionTest {
    private static double[][] values(int n, int cells, TransformerNetwork<SparseMatrix> g) {
        return GridEvaluation.values(
                n,
                cells,
                InterpolatingNetwork.required(g.readOut()).weights().rows(),
                GridEvaluation.embedded(g, cells),
                g.blocks(),
                InterpolatingNetwork.required(g.readOut()));
    }

    /** Doubles every weight in turn: each change is refused, shows in the values at the grid points, or leaves the function as it was. */
    @Test
    void everyDoubledWeightOfTheInterpolatingNetworkShows() {
        int n = 2;
        int cells = 2;
        KuhnCircuit.Table table = (i, v) -> Rational.of(1L + i + 3L * v[0] + 7L * v[1] * v[1]);
        TransformerNetwork<SparseMatrix> g = InterpolatingNetwork.network(n, cells, table);
        double[][] right = values(n, cells, g);
        int refused = 0;
        int shown = 0;
        int same = 0;
        for (Map.Entry<String, SparseMatrix> e : NamedWeights.of(g).entrySet()) {
            for (int k = 0; k < e.getValue().entries().size(); k++) {
                TransformerNetwork<SparseMatrix> changed = ExactRun.doubled(g, e.getKey(), k);
                double[][] found;
                try {
                    found = values(n, cells, changed);
                } catch (ArithmeticException expected) {
                    refused++;
                    continue;
                }
                if (!java.util.Arrays.deepEquals(right, found)) {
                    shown++;
                    continue;
                }
                same++;
                ExactRun run = new ExactRun(changed);
                for (List<Rational> x : points()) {
                    for (int i = 0; i < n; i++) {
                        assertEquals(
                                KuhnCircuit.direct(i, cells, x, table),
                                run.at(x).get(i),
                                e.getKey() + " " + k + " at " + x);
                    }
                }
            }
        }
        assertTrue(refused > 20 && shown > 20, refused + " refused, " + shown + " shown, " + same + " the same");
    }

    private static List<List<Rational>> points() {
        return List.of(
                List.of(Rational.of(1, 3), Rational.of(2, 7)),
                List.of(Rational.of(5, 6), Rational.of(1, 9)),
                List.of(Rational.of(3, 5), Rational.of(3, 5)),
                List.of(Rational.of(1, 11), Rational.of(10, 11)),
                List.of(Rational.of(13, 20), Rational.of(19, 20)));
    }

    @Test
    void everyDoubledWeightOfTheLookUpNetworkShows() {
        double[][] table = {{1, 2, 4, 8}, {-1, 3, -5, 7}};
        TransformerNetwork<SparseMatrix> g = LookUpNetwork.network(2, 2, 4, table);
        double[][] right = new LookUpEvaluation(2, 2, g).table();
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(table[i], right[i], 0x1p-30);
        }
        int changes = 0;
        for (Map.Entry<String, SparseMatrix> e : NamedWeights.of(g).entrySet()) {
            for (int k = 0; k < e.getValue().entries().size(); k++) {
                TransformerNetwork<SparseMatrix> changed = ExactRun.doubled(g, e.getKey(), k);
                String what = e.getKey() + " " + k;
                try {
                    double[][] found = new LookUpEvaluation(2, 2, changed).table();
                    assertTrue(!java.util.Arrays.deepEquals(right, found), what);
                } catch (ArithmeticException expected) {
                    assertTrue(String.valueOf(expected.getMessage()).length() > 10, what);
                }
                changes++;
            }
        }
        assertTrue(changes > 30);
    }

    /** The ridge certificate is read off the weights: a doubled one is refused or makes it larger. */
    @Test
    void everyDoubledWeightOfTheRidgeNetworkShows() throws Exception {
        List<RidgeDecomposition> parts = new java.util.ArrayList<>();
        List<org.fiducial.theory.target.Polynomial> f =
                Target.parse("x1*x2 + 1/3; x1^2 - x2", 2).polynomials();
        for (org.fiducial.theory.target.Polynomial p : f) {
            parts.add(RidgeDecomposition.of(p));
        }
        Construction c = RidgeNetwork.of(Target.parse("x1*x2 + 1/3; x1^2 - x2", 2), Norm.SUP, 0.1);
        double[] right = errors(c.network(), parts);
        assertTrue(right[0] <= c.bound() && right[1] <= c.bound());
        int refused = 0;
        int larger = 0;
        for (Map.Entry<String, SparseMatrix> e : NamedWeights.of(c.network()).entrySet()) {
            for (int k = 0;
                    e.getKey().startsWith("block0.layer")
                            && k < e.getValue().entries().size();
                    k++) {
                try {
                    double[] found = errors(ExactRun.doubled(c.network(), e.getKey(), k), parts);
                    assertTrue(found[0] > right[0] || found[1] > right[1], e.getKey() + " " + k);
                    larger++;
                } catch (ArithmeticException expected) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 5 && larger > 5, refused + " refused, " + larger + " larger");
    }

    private static double[] errors(TransformerNetwork<SparseMatrix> g, List<RidgeDecomposition> parts) {
        return new RidgeEvaluation(
                        2, InterpolatingNetwork.required(g.blocks().get(0).feedForward()))
                .errors(parts);
    }

    /** The sizes that the sheet states, urpe-C7. */
    @Test
    void hiddenSizesOfTheSheet() {
        assertEquals(List.of(4, 10, 50, 50), hidden(InterpolatingNetwork.network(2, 4, (i, v) -> Rational.ONE)));
        assertEquals(List.of(9, 16, 54, 81), hidden(InterpolatingNetwork.network(3, 2, (i, v) -> Rational.ONE)));
    }

    private static List<Integer> hidden(TransformerNetwork<SparseMatrix> g) {
        return g.blocks().stream()
                .map(b -> InterpolatingNetwork.required(b.feedForward())
                        .layers()
                        .get(0)
                        .weights()
                        .columns())
                .toList();
    }

    /** An upper sum is never below the exact integral of the sheet, and comes near it. */
    @Test
    void upperSumsContainTheExactIntegral() throws Exception {
        Target f = Target.parse("x1*x2; x1^2 - x2", 2);
        double[][] centres = new double[2][16];
        for (int u = 0; u < 16; u++) {
            double x = (2 * (u % 4) + 1) / 8.0;
            double y = (2 * (u / 4) + 1) / 8.0;
            centres[0][u] = x * y;
            centres[1][u] = x * x - y;
        }
        double bound = new LookUpError(f, 2, 4, centres).bound();
        double exact = 179.0 / 11520;
        assertTrue(bound >= exact && bound < 2.5 * exact, bound + " for " + exact);
    }

    @Test
    void whatCannotBeBuiltIsOneLine() throws Exception {
        for (String text : List.of("log(x)", "1/(x1 - x2)", "sqrt(x1 - 1/2)")) {
            Target f = Target.parse(text, 2);
            for (Norm norm : List.of(Norm.SUP, Norm.parse("L2"))) {
                ConstructionException e = assertThrows(
                        ConstructionException.class,
                        () -> {
                            if (norm.isSup()) {
                                InterpolatingNetwork.of(f, norm, 0.1);
                            } else {
                                LookUpNetwork.of(f, norm, 0.1);
                            }
                        },
                        text);
                String line = String.valueOf(e.getMessage());
                assertTrue(line.contains("expected") && !line.contains("\n"), line);
            }
        }
        ConstructionException steep = assertThrows(
                ConstructionException.class,
                () -> InterpolatingNetwork.of(Target.parse("sqrt(abs(x1 - x2))", 2), Norm.SUP, 0.01));
        assertTrue(String.valueOf(steep.getMessage()).contains("more than"));
        assertThrows(ConstructionException.class, () -> RidgeNetwork.of(Target.parse("exp(x)", 2), Norm.SUP, 0.1));
        assertThrows(IllegalArgumentException.class, () -> Norm.parse("L0"));
        assertThrows(IllegalArgumentException.class, () -> Norm.parse("max"));
    }

    /** Networks of one and three tokens, and other norms, keep what is asked. */
    @Test
    void otherSizesAndNorms() throws Exception {
        for (int n : new int[] {1, 3}) {
            Target f = Target.parse("x*x1/2 + i", n);
            for (String norm : List.of("sup", "L1", "L2", "L3")) {
                Norm d = Norm.parse(norm);
                assertTrue(InterpolatingNetwork.of(f, d, 0.25).bound() <= 0.25, n + " " + norm);
                assertTrue(RidgeNetwork.of(f, d, 0.25).bound() <= 0.25, n + " " + norm);
                assertTrue(GatheredInterpolation.of(f, d, 0.25).bound() <= 0.25, n + " " + norm);
                if (!d.isSup()) {
                    assertTrue(LookUpNetwork.of(f, d, 0.5).bound() <= 0.5, n + " " + norm);
                }
            }
        }
    }

    /** Roots are not below, so a printed distance is an upper bound. */
    @Test
    void rootsAreUpperBounds() {
        for (double x : new double[] {0, 1e-300, 0.001, 0.25, 2, 3e9}) {
            for (int p = 1; p <= 5; p++) {
                Rational r = Rational.of(Dyadic.of(CellBoxes.root(x, p)));
                Rational power = Rational.ONE;
                for (int k = 0; k < p; k++) {
                    power = power.multiply(r);
                }
                assertTrue(power.compareTo(Rational.of(Dyadic.of(x))) >= 0);
                assertTrue(Interval.of(power).hi() <= x * (1 + 1e-14) + 1e-300);
            }
        }
    }
}
