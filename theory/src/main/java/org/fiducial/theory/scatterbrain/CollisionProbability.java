package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.DirectionHash;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.Probability;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.BernoulliTest;
import org.fiducial.theory.statistics.NormalDraws;

/** Claim C23: how often the hashes of two vectors agree. */
final class CollisionProbability {
    private static final int P = 192;

    private CollisionProbability() {}

    static List<Part> parts() {
        return List.of(
                Part.of("hyperplane formula", EvidenceKind.CERTIFIED, Angle.class, v -> run -> angles(v)),
                Part.of("tables and bits", EvidenceKind.CERTIFIED, Tables.class, v -> run -> tables(v)),
                Part.of("two coordinates", EvidenceKind.CERTIFIED, Cells.class, v -> run -> cells(v)),
                Part.of("scale invariance", EvidenceKind.CERTIFIED, Scaled.class, v -> run -> scaled(v, run)),
                IdentityTest.part("extended vectors", Level.INDEPENDENT, 4, Extended.class, ExtendedVectors::new),
                Part.of("drawn hashes", EvidenceKind.STATISTICAL, Drawn.class, v -> run -> drawn(v, run)));
    }

    private enum Angle {
        STATEMENT,
        COSINE_TAKEN_FOR_THE_ANGLE
    }

    /** 1 - theta / pi is 1/2, 2/3, 3/4, 1/4, 1 at the cosines 0, 1/2, 1/sqrt 2, -1/sqrt 2, 1. */
    private static Evidence angles(Angle v) {
        Ball root = Ball.of(2).sqrt(P).divide(Ball.of(2), P);
        Ball[] cosines = {Ball.ZERO, Ball.ONE.shift(-1), root, root.negate()};
        long[][] claimed = {{1, 2}, {2, 3}, {3, 4}, {1, 4}};
        Agreement agreement = new Agreement(150);
        for (int t = 0; t < cosines.length; t++) {
            Ball found = v == Angle.STATEMENT
                    ? Collisions.hyperplane(cosines[t], P)
                    : Ball.ONE.add(cosines[t], P).shift(-1);
            agreement.of("angle " + t, found, Ball.of(claimed[t][0]).divide(Ball.of(claimed[t][1]), P));
        }
        agreement.of("angle 0", Collisions.hyperplane(Ball.ONE, P), Ball.ONE);
        return agreement.evidence(EvidenceKind.CERTIFIED, "five angles of rational probability");
    }

    private enum Tables {
        STATEMENT,
        BITS_AND_TABLES_SWAPPED
    }

    /** 1 - (1 - p^kappa)^L against the enumeration of kappa L independent events of probability p = a / b. */
    private static Evidence tables(Tables v) {
        for (int bits = 1; bits <= 3; bits++) {
            for (int tables = 1; tables <= 3; tables++) {
                Rational p = Rational.of(2, 3);
                Rational q = Rational.ONE.subtract(p);
                Rational found = Rational.ZERO;
                for (int outcome = 0; outcome < 1 << bits * tables; outcome++) {
                    Rational weight = Rational.ONE;
                    boolean some = false;
                    for (int h = 0; h < tables; h++) {
                        boolean all = true;
                        for (int l = 0; l < bits; l++) {
                            boolean agrees = (outcome >> h * bits + l & 1) == 1;
                            weight = weight.multiply(agrees ? p : q);
                            all &= agrees;
                        }
                        some |= all;
                    }
                    found = some ? found.add(weight) : found;
                }
                boolean swap = v == Tables.BITS_AND_TABLES_SWAPPED;
                Ball claimed = Collisions.tables(
                        Ball.of(2).divide(Ball.of(3), P), swap ? tables : bits, swap ? bits : tables, P);
                Ball exact = Ball.of(found.numerator()).divide(Ball.of(found.denominator()), P);
                if (!claimed.meets(exact)) {
                    return Evidence.refuted(bits + " bits, " + tables + " tables: " + found + " against " + claimed);
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "up to three bits in up to three tables, all outcomes");
    }

    private enum Cells {
        STATEMENT,
        ONE_SIGN_DECIDES
    }

    /** For b = 2 the hash of (X_1, X_2) is a function of the signs of X_1 - X_2 and X_1 + X_2, so p_2 = p_1^2. */
    private static Evidence cells(Cells v) {
        int[] code = {-1, -1, -1, -1};
        Matrix rotation = new Matrix(2, 2, new double[] {1, 0, 0, 1});
        for (int x = -6; x <= 6; x++) {
            for (int y = -6; y <= 6; y++) {
                if (x != y && x != -y) {
                    int c = DirectionHash.crossPolytope(new Matrix(1, 2, new double[] {x, y}), rotation)[0];
                    int cell = (x > y ? 1 : 0) + (v == Cells.STATEMENT && x > -y ? 2 : 0);
                    if (code[cell] >= 0 && code[cell] != c) {
                        return Evidence.refuted("(" + x + ", " + y + ") has hash " + c + " in a cell of " + code[cell]);
                    }
                    code[cell] = c;
                }
            }
        }
        return Evidence.verified(
                EvidenceKind.CERTIFIED, "144 integer points of the plane, no ties, by the operator's hash");
    }

    private enum Scaled {
        STATEMENT,
        SHIFTED_INSTEAD_OF_SCALED
    }

    private static Evidence scaled(Scaled v, CheckRun run) {
        NormalDraws draws = new NormalDraws(run.draws("planes"));
        for (int c = 0; c < run.effort().of(40, 400, 4000); c++) {
            double[] x = draws.next(3);
            double[] y = new double[3];
            for (int l = 0; l < 3; l++) {
                y[l] = v == Scaled.STATEMENT ? 0.125 * x[l] : x[l] + 1;
            }
            Matrix planes = new Matrix(4, 3, draws.next(12));
            Matrix rotation = new Matrix(3, 4, draws.next(12));
            Matrix first = new Matrix(1, 3, x);
            Matrix second = new Matrix(1, 3, y);
            if (DirectionHash.hyperplanes(first, planes)[0] != DirectionHash.hyperplanes(second, planes)[0]
                    || DirectionHash.crossPolytope(first, rotation)[0]
                            != DirectionHash.crossPolytope(second, rotation)[0]) {
                return Evidence.refuted("draw " + c + ": the hashes differ");
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random vectors and planes, decided exactly");
    }

    private enum Extended {
        STATEMENT,
        EXTRA_COORDINATES_SHARED
    }

    /** |q~ - k~|^2 = |q~|^2 + |k~|^2 - 2 q.k: with equal norms of the extended vectors the distance reverses the order of q.k. */
    private record ExtendedVectors(Extended v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T q = x.free(1, 3);
            T k = x.free(1, 3);
            T s = x.free(1, 1);
            T t = x.free(1, 1);
            T zero = a.constant(1, 1, Dyadic.ZERO);
            T query = a.concatenateColumns(List.of(q, zero, s));
            T key = v == Extended.STATEMENT
                    ? a.concatenateColumns(List.of(k, t, zero))
                    : a.concatenateColumns(List.of(k, zero, t));
            T difference = a.subtract(query, key);
            T inner = a.matmul(q, a.transpose(k));
            T norms = a.add(square(a, query), square(a, key));
            return List.of(new Sides<>("distance", square(a, difference), a.subtract(norms, a.add(inner, inner))));
        }

        private static <T> T square(ExponentialField<T> a, T x) {
            return a.rowSums(a.multiply(x, x));
        }
    }

    private enum Drawn {
        STATEMENT,
        FIRST_BIT_ALONE,
        ASYMPTOTIC_FORMULA_FOR_EIGHT_COORDINATES
    }

    /** The operator's hashes at normal planes: exact binomial tests at vectors whose angles have rational probabilities. */
    private static Evidence drawn(Drawn v, CheckRun run) {
        NormalDraws draws = new NormalDraws(run.draws("planes"));
        int n = run.effort().of(1000, 2000, 4000);
        Probability alpha = Probability.powerOfHalf(42);
        double[][] pairs = {{1, 0, 0, 0, 1, 0}, {1, 1, 0, 1, 0, 1}, {1, 0, 0, 1, 1, 0}};
        long[] twelfths = {6, 8, 9};
        java.util.Map<String, Evidence> all = new java.util.LinkedHashMap<>();
        for (int t = 0; t < pairs.length; t++) {
            Matrix both = new Matrix(2, 3, pairs[t]);
            int equal = 0;
            int same = 0;
            for (int i = 0; i < n; i++) {
                int[] codes = DirectionHash.hyperplanes(both, new Matrix(2, 3, draws.next(6)));
                equal += codes[0] == codes[1] ? 1 : 0;
                same += (codes[0] & 1) == (codes[1] & 1) ? 1 : 0;
            }
            // Two bits: p^2.
            int found = v == Drawn.FIRST_BIT_ALONE ? same : equal;
            all.put(
                    "two bits, angle " + t,
                    BernoulliTest.of(n, twelfths[t] * twelfths[t], 144, alpha).judge(found, 36));
        }
        int equal = 0;
        Matrix sixty = new Matrix(2, 3, pairs[1]);
        for (int i = 0; i < n; i++) {
            int[] codes = DirectionHash.crossPolytope(sixty, new Matrix(3, 8, draws.next(24)));
            equal += codes[0] == codes[1] ? 1 : 0;
        }
        // p_8(1/2) = 0.232500743 from the sheet's integral, rounded; the asymptotic formula without its O-term says
        // 1/2.
        long claimed = v == Drawn.ASYMPTOTIC_FORMULA_FOR_EIGHT_COORDINATES ? 50_000 : 23_250;
        all.put(
                "eight coordinates, cosine 1/2",
                BernoulliTest.of(n, claimed, 100_000, alpha).judge(equal, 25_000));
        return Evidence.combine(all);
    }
}
