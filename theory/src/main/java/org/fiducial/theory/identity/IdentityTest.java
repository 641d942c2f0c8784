package org.fiducial.theory.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fiducial.theory.Check;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.Probability;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Tests an identity at random points modulo random primes until the computed failure probability is at most 2^-80, for each of several
 * combinatorial cases (shapes, masks, orders, integer exponents). The first cases are run in exact fractions too. Texts may ask for
 * cosines and sines of free angles ({@link Variables#angle}) and may carry square roots as pairs ({@link RadicalField#sides}).
 *
 * @param identity the two sides
 * @param level how exponentials are treated
 * @param quick number of cases at quick effort; standard effort takes ten times as many, long effort a hundred times
 */
public record IdentityTest(Identity identity, Level level, int quick) implements Check {
    /** The failure probability that is asked of every test. */
    public static final Probability TARGET = Probability.powerOfHalf(80);

    private static final int MOST_TRIALS = 16;
    private static final int MOST_REDRAWS = 20;
    private static final int RATIONAL_POINTS = 2;

    /** A part of a claim: an enumeration's first constant gives the identity, the others and a perturbed right side are its mutants. */
    public static <V extends Enum<V>> Part part(
            String name, Level level, int quick, Class<V> variants, Function<V, Identity> identity) {
        Identity statement = identity.apply(variants.getEnumConstants()[0]);
        return Part.of(name, level.kind(), variants, v -> new IdentityTest(identity.apply(v), level, quick))
                .with(Mutant.refuted("right side perturbed", new IdentityTest(statement.perturbed(), level, quick)));
    }

    @Override
    public Evidence run(CheckRun run) {
        int cases = run.effort().of(quick, 10 * quick, 100 * quick);
        Tally tally = new Tally();
        for (int c = 0; c < cases; c++) {
            Seed seed = run.seed().derive("case " + c);
            FailureBound bound = analyse(seed, c);
            int trials = bound.trials(TARGET, MOST_TRIALS);
            if (trials == 0) {
                return Evidence.undecided("case " + c + " needs more than " + MOST_TRIALS + " trials: " + bound);
            }
            for (int t = 0; t < trials; t++) {
                String difference = trial(seed, c, t, bound.circle(), tally);
                if (difference != null) {
                    return Evidence.refuted(
                            "case " + c + " of seed " + run.seed() + ", trial " + t + ": " + difference);
                }
            }
            if (c < RATIONAL_POINTS) {
                String difference = RationalPoints.difference(identity, data(seed), c);
                if (difference != null) {
                    return Evidence.refuted("case " + c + " of seed " + run.seed() + ": " + difference);
                }
            }
            tally.add(bound, trials);
        }
        if (tally.compared == 0) {
            return Evidence.vacuous("no element was compared");
        }
        return tally.evidence(level, cases);
    }

    /** Degree, divisors and height of the case's text; the largest over all elements of all sides. */
    public FailureBound analyse(Seed seed, int number) {
        DegreeAnalysis a = level.analysis();
        long degree = 0;
        double height = 0;
        for (Identity.Sides<Magnitudes> s : identity.sides(a, new DrawnVariables<>(a, data(seed), number))) {
            Magnitudes difference = a.subtract(s.left(), s.right());
            degree = Math.max(degree, a.degree(difference));
            height = Math.max(height, a.height(difference));
        }
        return new FailureBound(degree, a.divisorDegree(), height, a.usesCircle());
    }

    /** One point; where the sides differ, or null. A point with a zero divisor is drawn again. */
    private @Nullable String trial(Seed seed, int number, int t, boolean circle, Tally tally) {
        RandomStream random = seed.derive("trial " + t).stream();
        Modulus mod = new Modulus(circle ? Primes.drawThreeModFour(random) : Primes.draw(random));
        for (int draw = 0; draw <= MOST_REDRAWS; draw++) {
            PrimeField a = level.field(mod, random);
            try {
                List<Identity.Sides<Residues>> sides = identity.sides(a, new DrawnVariables<>(a, data(seed), number));
                return difference(a, sides, tally);
            } catch (ZeroDivisorException e) {
                tally.redraws++;
            }
        }
        throw new ArithmeticException("every one of " + MOST_REDRAWS + " points has a zero divisor");
    }

    private static @Nullable String difference(PrimeField a, List<Identity.Sides<Residues>> sides, Tally tally) {
        List<String> found = new ArrayList<>();
        for (Identity.Sides<Residues> s : sides) {
            Residues x = s.left();
            Residues y = s.right();
            if (x.rows != y.rows || x.columns != y.columns) {
                return s.name() + ": " + x.rows + " x " + x.columns + " against " + y.rows + " x " + y.columns;
            }
            for (int k = 0; k < x.size() && found.isEmpty(); k++) {
                tally.compared++;
                if (x.value[k] != y.value[k]) {
                    int i = k / x.columns;
                    int j = k % x.columns;
                    found.add(s.name() + " at row " + i + ", column " + j + ": " + a.value(x, i, j) + " against "
                            + a.value(y, i, j) + " in " + a.name());
                }
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static RandomStream data(Seed seed) {
        return seed.derive("choices").stream();
    }

    /** What a run has seen so far. */
    private static final class Tally {
        private long compared;
        private long redraws;
        private int trials;
        private long degree;
        private long divisorDegree;
        private double height;
        private boolean circle;
        private Probability worst = Probability.ZERO;

        private void add(FailureBound bound, int caseTrials) {
            trials += caseTrials;
            degree = Math.max(degree, bound.degree());
            divisorDegree = Math.max(divisorDegree, bound.divisorDegree());
            height = Math.max(height, bound.height());
            circle |= bound.circle();
            worst = worst.max(bound.perTrial().power(caseTrials));
        }

        private Evidence evidence(Level level, int cases) {
            Evidence e = Evidence.verified(level.kind(), worst, level.scope() + ", " + cases + " shapes and masks")
                    .with("level", level == Level.INDEPENDENT ? "A" : "B")
                    .with("cases", cases)
                    .with("trials", trials)
                    .with("elements compared", compared)
                    .with("points redrawn", redraws)
                    .with("degree at most", degree)
                    .with("divisor degree at most", divisorDegree)
                    .with("height in bits at most", (long) Math.ceil(height));
            return circle ? e.with("cosines and sines", "of free angles, all moduli 3 mod 4") : e;
        }
    }
}
