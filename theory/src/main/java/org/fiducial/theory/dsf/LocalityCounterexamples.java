package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.SeparableAttention.InputNormaliser;
import org.fiducial.theory.Check;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Counterexample;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Refutation;
import org.fiducial.theory.lemma.ExactMatrices;
import org.fiducial.theory.random.RandomStream;

/** The explicit objects of claim C4, in exact fractions. */
final class LocalityCounterexamples {
    private LocalityCounterexamples() {}

    enum Ssd {
        STATEMENT,
        NO_DECAY
    }

    /** Weights of one SSD on (y, y, z): were they those of a separable attention, the first two would be equal. */
    static Check ssd(Ssd v) {
        String decay = v == Ssd.STATEMENT ? "1/2" : "1";
        Refutation r = new Refutation() {
            @Override
            public Counterexample counterexample() {
                return new Counterexample(
                        "dsf-C4",
                        "SSD with a > 0 is no separable attention",
                        "tokens 0 and 1 are equal and have different weights for token 2",
                        Map.of("decay of y", decay));
            }

            @Override
            public Evidence examine(Counterexample given) {
                String[] parts = given.value("decay of y").split("/");
                Rational lambda =
                        Rational.of(Long.parseLong(parts[0]), parts.length == 1 ? 1 : Long.parseLong(parts[1]));
                Grid<Rational> one = ExactMatrices.of(1, 1, Rational.ONE);
                ChannelStep<Grid<Rational>> y = new ChannelStep<>(ExactMatrices.of(1, 1, lambda), one, null, one, null);
                Grid<Rational> w = CausalKernel.weights(ExactMatrices.FIELD, DynamicalSystem.of(List.of(y, y, y)));
                Rational first = ExactMatrices.get(w, 2, 0);
                Rational second = ExactMatrices.get(w, 2, 1);
                return first.equals(second)
                        ? Evidence.verified(EvidenceKind.CONSTRUCTED, "one system")
                        : Evidence.refuted(given)
                                .with("weight of token 0", first)
                                .with("weight of token 1", second);
            }
        };
        return r.asImpossibility();
    }

    /** A token y repeated, then z: the last row of the weights, for products c_m(z) b_m(y) and the decays of both. */
    private static List<Rational> lastRow(Rational[] decaysY, Rational[] decaysZ, Rational[] products, int length) {
        int n = products.length;
        Rational[] ones = new Rational[n];
        java.util.Arrays.fill(ones, Rational.ONE);
        Grid<Rational> gain = ExactMatrices.of(1, n, products);
        Grid<Rational> read = ExactMatrices.of(1, n, ones);
        List<ChannelStep<Grid<Rational>>> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Rational[] decays = i + 1 < length ? decaysY : decaysZ;
            steps.add(new ChannelStep<>(ExactMatrices.of(1, n, decays), gain, null, read, null));
        }
        Grid<Rational> w = CausalKernel.weights(ExactMatrices.FIELD, DynamicalSystem.of(steps));
        List<Rational> row = new ArrayList<>();
        for (int j = 0; j < length; j++) {
            row.add(ExactMatrices.get(w, length - 1, j));
        }
        return row;
    }

    enum Length {
        STATEMENT,
        LENGTH_THREE_ALREADY_DIFFERS,
        LENGTH_FOUR_STILL_AGREES
    }

    /** lambda = (1/2, 1/4, 1/8), c b = (-2, 4, -16/7): every weight is -2/7 up to length 3, and Phi_30 = -43/224. */
    static Check length(Length v) {
        return run -> {
            Rational[] decays = {Rational.of(1, 2), Rational.of(1, 4), Rational.of(1, 8)};
            Rational[] products = {Rational.of(-2), Rational.of(4), Rational.of(-16, 7)};
            Rational common = Rational.of(-2, 7);
            boolean three = lastRow(decays, decays, products, 3).stream().allMatch(common::equals);
            List<Rational> four = lastRow(decays, decays, products, 4);
            boolean differs =
                    four.get(0).equals(Rational.of(-43, 224)) && four.get(1).equals(common);
            boolean holds =
                    switch (v) {
                        case STATEMENT -> three && differs;
                        case LENGTH_THREE_ALREADY_DIFFERS -> !three;
                        case LENGTH_FOUR_STILL_AGREES -> three && four.stream().allMatch(common::equals);
                    };
            return holds
                    ? Evidence.verified(EvidenceKind.CONSTRUCTED, "the explicit token")
                            .with("weights at length 4", four)
                    : Evidence.refuted("weights at length 4 are " + four);
        };
    }

    enum Groups {
        STATEMENT,
        LENGTH_THREE_ALONE,
        SUMS_OVER_ALL_COORDINATES
    }

    /**
     * On a token repeated k + 2 times and another the weights of positions 0 and 1 are equal for k = 0..n-1 iff the products c_m b_m sum to zero over each
     * rate a > 0. Drawn so that this holds in every other case; in the case where length 3 agrees by accident it must not.
     */
    static Evidence groups(Groups v, CheckRun run) {
        RandomStream random = run.draws("tokens");
        int cases = run.effort().of(40, 400, 4000);
        int held = 0;
        for (int c = 0; c < cases; c++) {
            int n = 3;
            // Nodes e^{-delta a} of two rates, the second one twice, or of three rates.
            Rational first = Rational.of(1 + random.below(5), 6);
            Rational second = Rational.of(7 + random.below(5), 13);
            Rational third = c % 3 == 0 ? second : Rational.of(1 + random.below(6), 17);
            Rational[] decays = {c % 2 == 0 ? Rational.ONE : first, second, third};
            // The last token's step size is twice that of the repeated one, or the same: decays are squared, or not.
            Rational[] later = new Rational[n];
            for (int m = 0; m < n; m++) {
                later[m] = c % 5 < 2 ? decays[m].multiply(decays[m]) : decays[m];
            }
            Rational[] products = new Rational[n];
            for (int m = 0; m < n; m++) {
                products[m] = Rational.of(random.between(-4, 4), 1 + random.below(3));
            }
            if (c % 4 == 0) {
                // Decaying coordinates cancel where they share their rate, and vanish elsewhere.
                products[2] = decays[2].equals(decays[1]) ? products[1].negate() : Rational.ZERO;
                products[1] = decays[2].equals(decays[1]) ? products[1] : Rational.ZERO;
            } else if (c % 4 == 1) {
                // Length 3 agrees: the sum of G E(z) (1 - E(y)) is 0.
                Rational rest = Rational.ZERO;
                for (int m = 0; m < 2; m++) {
                    rest = rest.add(products[m].multiply(slope(later[m], decays[m])));
                }
                products[2] = rest.negate().divide(slope(later[2], decays[2]));
            }
            boolean equal = true;
            for (int k = 0; k < (v == Groups.LENGTH_THREE_ALONE ? 1 : n); k++) {
                List<Rational> row = lastRow(decays, later, products, k + 3);
                equal &= row.get(0).equals(row.get(1));
            }
            boolean zero = v == Groups.SUMS_OVER_ALL_COORDINATES
                    ? products[0].add(products[1]).add(products[2]).signum() == 0
                    : groupsVanish(decays, products);
            held += zero ? 1 : 0;
            if (equal != zero) {
                return Evidence.refuted("decays " + List.of(decays) + ", products " + List.of(products)
                        + ": weights equal " + equal + ", sums zero " + zero);
            }
        }
        return held == 0 || held == cases
                ? Evidence.vacuous(held + " of " + cases + " cases with vanishing sums")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random tokens, exact fractions")
                        .with("cases", cases)
                        .with("with vanishing sums", held);
    }

    /** E(z) (1 - E(y)). */
    private static Rational slope(Rational later, Rational decay) {
        return later.multiply(Rational.ONE.subtract(decay));
    }

    private static boolean groupsVanish(Rational[] decays, Rational[] products) {
        for (Rational rate : decays) {
            Rational sum = Rational.ZERO;
            for (int m = 0; m < decays.length; m++) {
                sum = decays[m].equals(rate) ? sum.add(products[m]) : sum;
            }
            if (!rate.equals(Rational.ONE) && sum.signum() != 0) {
                return false;
            }
        }
        return true;
    }

    enum Ratio {
        STATEMENT,
        QUERY_DEPENDENT_STAYS_BELOW_ONE,
        FUNCTION_OF_THE_TOKEN
    }

    /**
     * Form A's transitions for normalisers that are sums of positive s_j lie in (0, 1) and depend on the history; with queries in them
     * they can exceed 1.
     */
    static Check normalisers(Ratio v) {
        return run -> {
            List<Rational> one = decays(new long[] {1, 1, 1}, new long[] {1, 2, 2});
            List<Rational> two = decays(new long[] {5, 1, 1}, new long[] {1, 1, 1});
            // s = 1, 2, 2: the same last two tokens, and transitions 1/3 and 3/5.
            boolean inside = one.stream().skip(1).allMatch(l -> l.signum() > 0 && l.compareTo(Rational.ONE) < 0);
            boolean history = !one.get(1).equals(one.get(2));
            boolean exceeds = two.get(1).equals(Rational.of(5, 2));
            boolean holds =
                    switch (v) {
                        case STATEMENT -> inside && history && exceeds;
                        case QUERY_DEPENDENT_STAYS_BELOW_ONE -> inside && !exceeds;
                        case FUNCTION_OF_THE_TOKEN -> inside && !history;
                    };
            return holds
                    ? Evidence.verified(EvidenceKind.CONSTRUCTED, "two explicit sequences")
                            .with("query-independent transitions", one)
                            .with("query-dependent transitions", two)
                    : Evidence.refuted("transitions " + one + " and " + two);
        };
    }

    private static List<Rational> decays(long[] queries, long[] keys) {
        Grid<Rational> q = ExactMatrices.FIELD.matrix(3, 1, (i, j) -> Rational.of(queries[i]));
        Grid<Rational> k = ExactMatrices.FIELD.matrix(3, 1, (i, j) -> Rational.of(keys[i]));
        DynamicalSystem<Grid<Rational>> system = SeparableAttention.linear(ExactMatrices.FIELD, q, k, null)
                .formA(ExactMatrices.FIELD, InputNormaliser.CURRENT);
        List<Rational> decays = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            decays.add(ExactMatrices.get(system.step(i).transition().factors(), 0, 0));
        }
        return decays;
    }
}
