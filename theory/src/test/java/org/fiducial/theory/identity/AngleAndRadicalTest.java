package org.fiducial.theory.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Probability;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

/** Free angles and square roots inside identity tests. */
class AngleAndRadicalTest {
    private static final CheckRun RUN = new CheckRun(Effort.QUICK, Seed.of(20261123));

    /** cos((m + n) z) = cos mz cos nz - sin mz sin nz; or a sum in place of the difference. */
    private record Addition(boolean right) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int m = 1 + x.choice(40);
            int n = x.choice(40) - 45;
            Variables.Circle<T> z = x.angle(m, n, m + n);
            T cosines = a.multiply(a.columns(z.cosines(), 0, 1), a.columns(z.cosines(), 1, 2));
            T sines = a.multiply(a.columns(z.sines(), 0, 1), a.columns(z.sines(), 1, 2));
            return List.of(new Sides<>(
                    "cos((m + n) z)",
                    a.columns(z.cosines(), 2, 3),
                    right ? a.subtract(cosines, sines) : a.add(cosines, sines)));
        }
    }

    private enum Rotation {
        STATEMENT,
        POSITIONS_ADDED,
        ONE_FREQUENCY_TAKEN_FOR_THE_OTHER
    }

    /** Rotary positions: <R^m q, R^n k> = <q, R^(n-m) k>, plane by plane, each plane with an angle of its own. */
    private record Rotary(Rotation v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int m = 1 + x.choice(20);
            int n = m + 1 + x.choice(20);
            int between = v == Rotation.POSITIONS_ADDED ? n + m : n - m;
            List<T> left = new ArrayList<>();
            List<T> right = new ArrayList<>();
            List<Variables.Circle<T>> angles = List.of(x.angle(m, n, between), x.angle(m, n, between));
            for (int plane = 0; plane < 2; plane++) {
                Variables.Circle<T> z = angles.get(plane);
                T q = x.free(1, 2);
                T k = x.free(1, 2);
                left.add(inner(a, turned(a, q, z, 0), turned(a, k, z, 1)));
                Variables.Circle<T> other = v == Rotation.ONE_FREQUENCY_TAKEN_FOR_THE_OTHER ? angles.get(1 - plane) : z;
                right.add(inner(a, q, turned(a, k, other, 2)));
            }
            return List.of(new Sides<>("logit", a.add(left.get(0), left.get(1)), a.add(right.get(0), right.get(1))));
        }

        private static <T> T inner(ExponentialField<T> a, T x, T y) {
            return a.rowSums(a.multiply(x, y));
        }

        private static <T> T turned(ExponentialField<T> a, T x, Variables.Circle<T> z, int at) {
            T c = a.columns(z.cosines(), at, at + 1);
            T s = a.columns(z.sines(), at, at + 1);
            T first = a.columns(x, 0, 1);
            T second = a.columns(x, 1, 2);
            T up = a.subtract(a.multiply(first, c), a.multiply(second, s));
            T down = a.add(a.multiply(first, s), a.multiply(second, c));
            return a.transpose(a.concatenateRows(List.of(up, down)));
        }
    }

    private static Evidence run(Identity identity, Level level) {
        return new IdentityTest(identity, level, 4).run(RUN);
    }

    @Test
    void identitiesOfFreeAnglesAreAcceptedAndFalseOnesRejected() {
        for (Level level : Level.values()) {
            for (Identity good : List.of(new Addition(true), new Rotary(Rotation.STATEMENT))) {
                Evidence e = run(good, level);
                assertEquals(Verdict.VERIFIED, e.verdict(), e.numbers().toString());
                assertEquals(level.kind(), e.kind());
                assertTrue(e.falsePass().isAtMost(Probability.powerOfHalf(80)));
                assertTrue(e.numbers().containsKey("cosines and sines"));
                assertEquals(Verdict.REFUTED, run(good.perturbed(), level).verdict());
            }
            assertEquals(Verdict.REFUTED, run(new Addition(false), level).verdict());
            assertEquals(
                    Verdict.REFUTED,
                    run(new Rotary(Rotation.POSITIONS_ADDED), level).verdict());
            assertEquals(
                    Verdict.REFUTED,
                    run(new Rotary(Rotation.ONE_FREQUENCY_TAKEN_FOR_THE_OTHER), level)
                            .verdict());
        }
    }

    /** The fractions would find these too; the residues have to find them alone. */
    @Test
    void residuesAloneRejectTheFalseOnes() {
        RandomStream random = Seed.of(9).stream();
        PrimeField a = PrimeField.independent(new Modulus(Primes.drawThreeModFour(random)), random);
        for (boolean right : new boolean[] {true, false}) {
            Identity.Sides<Residues> s = new Addition(right)
                    .sides(a, new DrawnVariables<>(a, Seed.of(3).stream(), 0))
                    .get(0);
            assertEquals(right, a.value(s.left(), 0, 0) == a.value(s.right(), 0, 0));
        }
    }

    @Test
    void degreesOfMultiplesAreTwiceTheMultiple() {
        DegreeAnalysis a = DegreeAnalysis.independent();
        assertFalse(a.usesCircle());
        assertArrayEquals(new long[] {14, 14}, a.degrees(a.freeAngle(-7).cosines()));
        assertArrayEquals(new long[] {0, 0}, a.degrees(a.freeAngle(0).sines()));
        assertTrue(a.usesCircle());
        assertEquals(0, a.divisorDegree());
        FailureBound bound = new IdentityTest(new Addition(true), Level.INDEPENDENT, 1).analyse(Seed.of(1), 0);
        assertTrue(bound.circle());
        // (1 + it)^(2n) of a direct expansion: l1 norm of real and imaginary part together is 2^(2n).
        assertEquals(14, a.height(a.freeAngle(7).sines()), 1e-9);
    }

    @Test
    void theModulusTermDoublesAndOtherModuliAreRefused() {
        FailureBound general = new FailureBound(0, 0, 600, false);
        FailureBound circle = new FailureBound(0, 0, 600, true);
        assertEquals(general.perTrial().plus(general.perTrial()), circle.perTrial());
        RandomStream random = Seed.of(4).stream();
        long p;
        do {
            p = Primes.draw(random);
        } while (p % 4 != 1);
        PrimeField a = PrimeField.independent(new Modulus(p), random);
        assertThrows(IllegalStateException.class, () -> a.freeAngle(1));
    }

    private enum Root {
        STATEMENT,
        WRONG_SIGN,
        WITHOUT_THE_ROOT
    }

    /** q / |q| has length 1 and |q| 1/|q| = 1, with |q| the root of a polynomial that is no square; two roots at once. */
    private record UnitVectors(Root v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T q = x.free(1, 3);
            T k = x.free(1, 3);
            RadicalField<T> one = new RadicalField<>(a, a.rowSums(a.multiply(q, q)));
            RadicalField<RadicalField.Pair<T>> two = new RadicalField<>(one, one.of(a.rowSums(a.multiply(k, k))));
            RadicalField.Pair<T> unit = one.divide(one.of(q), one.root());
            List<Sides<T>> sides =
                    new ArrayList<>(one.sides("length", one.rowSums(one.multiply(unit, unit)), one.of(a.ones(1))));
            // The cosine of q and k, normalised one by one or by the product of the lengths.
            RadicalField.Pair<T> dot = one.of(a.rowSums(a.multiply(q, k)));
            RadicalField.Pair<RadicalField.Pair<T>> unitKey = two.divide(two.of(one.of(k)), two.root());
            RadicalField.Pair<RadicalField.Pair<T>> cosine = two.rowSums(two.multiply(two.of(unit), unitKey));
            RadicalField.Pair<RadicalField.Pair<T>> lengths = two.multiply(two.of(one.root()), two.root());
            RadicalField.Pair<RadicalField.Pair<T>> direct =
                    v == Root.WITHOUT_THE_ROOT ? two.of(dot) : two.divide(two.of(dot), lengths);
            for (Sides<RadicalField.Pair<T>> s :
                    two.sides("cosine", cosine, v == Root.WRONG_SIGN ? two.negate(direct) : direct)) {
                sides.addAll(one.sides(s.name(), s.left(), s.right()));
            }
            return sides;
        }
    }

    @Test
    void identitiesWithSquareRootsAreTestedAsPairs() {
        Evidence e = run(new UnitVectors(Root.STATEMENT), Level.INDEPENDENT);
        assertEquals(Verdict.VERIFIED, e.verdict(), e.numbers().toString());
        assertEquals(EvidenceKind.IDENTITY, e.kind());
        for (Root wrong : List.of(Root.WRONG_SIGN, Root.WITHOUT_THE_ROOT)) {
            assertEquals(
                    Verdict.REFUTED,
                    run(new UnitVectors(wrong), Level.INDEPENDENT).verdict());
        }
    }
}
