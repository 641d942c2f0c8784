package org.fiducial.theory.urpe;

import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.construction.ConditionsNetwork;
import org.fiducial.theory.construction.EvenTokensNetwork;
import org.fiducial.theory.construction.ExactRun;
import org.fiducial.theory.construction.InterpolatingNetwork;
import org.fiducial.theory.construction.KuhnCircuit;
import org.fiducial.theory.construction.RpeNetwork;
import org.fiducial.theory.construction.SparseMatrix;
import org.fiducial.theory.random.RandomStream;

/** Claims C3, C5, C7 and C14: networks that are the Kuhn interpolant, run by their text in exact fractions at points of the cube. */
final class Interpolants {
    private Interpolants() {}

    /** The parts of C3. */
    static List<Part> rpe() {
        return List.of(
                Part.of("separated tokens", EvidenceKind.CERTIFIED, Rpe.class, v -> run -> separated(v, run)),
                Part.of("equal and near tokens", EvidenceKind.CERTIFIED, Strip.class, v -> run -> strip(v, run)),
                Part.of("measure of the strip", EvidenceKind.CERTIFIED, Measure.class, v -> run -> measure(v, run)));
    }

    /** The part of C5. */
    static List<Part> conditions() {
        return List.of(Part.of(
                "network from the two conditions", EvidenceKind.CERTIFIED, Aware.class, v -> run -> aware(v, run)));
    }

    /** The parts of C7; the certificates are in {@link Certificates}. */
    static List<Part> urpe() {
        return List.of(
                Part.of("network is the interpolant", EvidenceKind.CERTIFIED, Urpe.class, v -> run -> urpe(v, run)),
                Part.of("smooth targets", EvidenceKind.CERTIFIED, Smooth.class, v -> run -> smooth(v, run)),
                Certificates.interpolation());
    }

    /** The parts of C14. */
    static List<Part> tasks() {
        return List.of(
                Part.of("position identification", EvidenceKind.CERTIFIED, Task.class, v -> run -> positions(v)),
                Part.of("even tokens", EvidenceKind.CERTIFIED, Even.class, v -> run -> even(v, run)));
    }

    private static Evidence done(int cases) {
        return Evidence.verified(EvidenceKind.CERTIFIED, "random tables and points, exact fractions, 2^n for exp")
                .with("points", cases);
    }

    private enum Rpe {
        STATEMENT,
        MATCHED_WITHIN_TWICE_TAU,
        BIAS_OF_THE_SECOND_HEAD_DOUBLED_AT_ONE_OFFSET
    }

    private static Evidence separated(Rpe v, CheckRun run) {
        RandomStream random = run.draws("points");
        int networks = run.effort().of(6, 30, 100);
        int points = 0;
        for (int c = 0; c < networks; c++) {
            int n = 2 + c % 2;
            int cells = n == 2 ? 1 + c % 3 : 1;
            Rational tau = Rational.of(1, 50);
            KuhnCircuit.Table table = ExactRun.table(random, n, cells);
            TransformerNetwork<SparseMatrix> g =
                    RpeNetwork.inBaseTwo(n, cells, v == Rpe.MATCHED_WITHIN_TWICE_TAU ? tau.add(tau) : tau, table);
            if (v == Rpe.BIAS_OF_THE_SECOND_HEAD_DOUBLED_AT_ONE_OFFSET) {
                g = ExactRun.doubled(g, "block0.head1.table.bias", 0);
            }
            ExactRun network = new ExactRun(g);
            for (int p = 0; p < 8; p++) {
                // Multiples of 1/50: distinct ones differ by tau at least, every other time some by tau exactly.
                List<Rational> x = new java.util.ArrayList<>();
                int start = (int) random.below(40);
                for (int k = 0; k < n; k++) {
                    x.add(Rational.of(p % 2 == 0 ? start + k : (start + 17L * k) % 51, 50));
                }
                String wrong = network.difference(x, i -> KuhnCircuit.direct(i, cells, x, table));
                if (wrong != null) {
                    return Evidence.refuted(wrong);
                }
                points++;
            }
        }
        return done(points);
    }

    private enum Strip {
        STATEMENT,
        POSITIONS_FOUND_ON_THE_DIAGONAL,
        BOUNDED_BY_THE_LARGEST_VALUE
    }

    /** f_i = i and G = 1: (n(n+1)/2, ...) on the diagonal, and never above n max|f|. */
    private static Evidence strip(Strip v, CheckRun run) {
        RandomStream random = run.draws("points");
        int points = 0;
        for (int n = 2; n <= 3; n++) {
            int size = n;
            ExactRun network =
                    new ExactRun(RpeNetwork.inBaseTwo(n, 1, Rational.of(1, 1000), (i, w) -> Rational.of(i + 1L)));
            for (int p = 0; p < run.effort().of(12, 120, 1200); p++) {
                long base = random.between(0, 900_000);
                List<Rational> x = new java.util.ArrayList<>();
                for (int k = 0; k < n; k++) {
                    x.add(Rational.of(base + (p % 2 == 0 ? 0 : random.below(1500)), 1_000_000));
                }
                List<Rational> found = network.at(x);
                Rational bound = Rational.of(v == Strip.BOUNDED_BY_THE_LARGEST_VALUE ? n : (long) n * n);
                for (int i = 0; i < n; i++) {
                    if (found.get(i).abs().compareTo(bound) > 0) {
                        return Evidence.refuted(ExactRun.line(x, found, bound, i));
                    }
                    Rational claimed = v == Strip.POSITIONS_FOUND_ON_THE_DIAGONAL
                            ? Rational.of(i + 1L)
                            : Rational.of(size * (size + 1L) / 2);
                    if (p % 2 == 0 && !found.get(i).equals(claimed)) {
                        return Evidence.refuted(ExactRun.line(x, found, claimed, i));
                    }
                }
                points++;
            }
        }
        return done(points);
    }

    private enum Measure {
        STATEMENT,
        EVERY_PAIR_COUNTED_HALF
    }

    /**
     * A pair of coordinates is nearer than tau on a part 2 tau - tau^2 of the square, and there are n(n-1)/2 pairs; so d_p^p is as small as
     * tau, while the largest entry's error stays at least (n-1)/2 on the diagonal.
     */
    private static Evidence measure(Measure v, CheckRun run) {
        RandomStream random = run.draws("widths");
        int cases = run.effort().of(50, 500, 5000);
        for (int c = 0; c < cases; c++) {
            Rational tau = Rational.of(1 + random.below(99), 100);
            long n = 2 + random.below(6);
            // The complement of |x - y| < tau in the unit square is two triangles of side 1 - tau.
            Rational side = Rational.ONE.subtract(tau);
            Rational pair = Rational.ONE.subtract(side.multiply(side));
            Rational all = pair.multiply(Rational.of(n * (n - 1), 2));
            Rational claimed = tau.multiply(Rational.of(n * (n - 1), v == Measure.EVERY_PAIR_COUNTED_HALF ? 2 : 1));
            if (all.compareTo(claimed) > 0) {
                return Evidence.refuted(
                        "n = " + n + ", tau = " + tau + ": pairs have measure " + all + ", claimed " + claimed);
            }
        }
        // Position identification, n = 2, tau = 10^-6: the sheet's bound of d_2, and the error in the other topology.
        Rational tau = Rational.of(1, 1_000_000);
        Rational square = Rational.of(2).multiply(Rational.of(2)).multiply(tau).multiply(Rational.of(36));
        if (square.compareTo(Rational.of(1, 1000)) > 0) {
            return Evidence.refuted("d_2^2 up to " + square);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random widths, exact fractions")
                .with("widths", cases)
                .with("f(X)_i = i, n = 2, tau = 10^-6: d_2^2 at most", square)
                .with("the same network's largest error at least", "1/2");
    }

    private enum Aware {
        STATEMENT,
        MULTIPLIER_CONSTANT,
        TWO_ROW_GAINS_EQUAL,
        KEY_OF_THE_FIRST_HEAD_DOUBLED
    }

    private static Evidence aware(Aware v, CheckRun run) {
        RandomStream random = run.draws("points");
        int networks = run.effort().of(6, 30, 100);
        int points = 0;
        for (int c = 0; c < networks; c++) {
            int n = 2 + c % 2;
            int cells = n == 2 ? 1 + c % 3 : 1;
            Rational[] multiplier = new Rational[2 * n - 1];
            for (int k = 0; k < multiplier.length; k++) {
                // Row gains i/n, or other distinct ones; equal for the mutants.
                multiplier[k] = Rational.of(k < n ? 1 + (c % 2 == 0 ? 0 : k) : 0);
                if (v == Aware.MULTIPLIER_CONSTANT) {
                    multiplier[k] = Rational.ONE;
                }
            }
            if (v == Aware.TWO_ROW_GAINS_EQUAL) {
                multiplier[n - 2] = multiplier[2 * n - 2];
            }
            KuhnCircuit.Table table = ExactRun.table(random, n, cells);
            TransformerNetwork<SparseMatrix> g = ConditionsNetwork.inBaseTwo(n, cells, multiplier, table);
            if (v == Aware.KEY_OF_THE_FIRST_HEAD_DOUBLED) {
                g = ExactRun.doubled(g, "block1.head0.key.weight", 0);
            }
            if (g.blocks().size() != 5) {
                return Evidence.refuted(g.blocks().size() + " blocks for n = " + n);
            }
            ExactRun network = new ExactRun(g);
            String wrong = network.difference(random, n, cells, table, 6);
            if (wrong != null) {
                return Evidence.refuted(wrong);
            }
            points += 6;
        }
        return done(points);
    }

    private enum Urpe {
        STATEMENT,
        A_SHIFT_DOUBLED,
        A_COORDINATE_DOUBLED,
        A_TABLE_VALUE_DOUBLED
    }

    private static Evidence urpe(Urpe v, CheckRun run) {
        RandomStream random = run.draws("points");
        int networks = run.effort().of(6, 30, 100);
        int points = 0;
        for (int c = 0; c < networks; c++) {
            int n = c % 3 == 2 ? 3 : 2;
            int cells = n == 2 ? 1 + c % 4 : 2;
            KuhnCircuit.Table table = ExactRun.table(random, n, cells);
            TransformerNetwork<SparseMatrix> g = InterpolatingNetwork.network(n, cells, table);
            if (g.blocks().size() != 4) {
                return Evidence.refuted(g.blocks().size() + " blocks for n = " + n);
            }
            ExactRun network = new ExactRun(
                    switch (v) {
                        case STATEMENT -> g;
                        case A_SHIFT_DOUBLED -> ExactRun.doubled(g, "block0.head0.table.multiplier", 0);
                        case A_COORDINATE_DOUBLED -> ExactRun.doubled(g, "block1.layer0.weight", 0);
                        case A_TABLE_VALUE_DOUBLED -> ExactRun.doubled(g, "block3.layer1.weight", 0);
                    });
            String wrong = network.difference(random, n, cells, table, 12);
            if (wrong != null) {
                return Evidence.refuted(wrong);
            }
            points += 12;
        }
        return done(points);
    }

    private enum Smooth {
        STATEMENT,
        HALF_THE_BOUND
    }

    /** f = sum of m_a x_a^2 / 2 + a bilinear term, |m_a| <= M: within M' n/(8 G^2), M' the largest row sum; the centre of a cell attains it. */
    private static Evidence smooth(Smooth v, CheckRun run) {
        RandomStream random = run.draws("quadratics");
        int cases = run.effort().of(60, 600, 6000);
        Rational tightest = Rational.ZERO;
        for (int c = 0; c < cases; c++) {
            int n = 1 + c % 3;
            int cells = 1 + (int) random.below(4);
            long m = 1 + random.below(5);
            KuhnCircuit.Table table = (i, w) -> squares(m, cells, w);
            List<Rational> x = ExactRun.point(random, n, cells, 2 + c % 2);
            if (c % 5 == 0) {
                x.replaceAll(e -> Rational.of(1, 2L * cells));
            }
            Rational f = Rational.ZERO;
            for (Rational e : x) {
                f = f.add(e.multiply(e).multiply(Rational.of(m, 2)));
            }
            Rational error = KuhnCircuit.direct(0, cells, x, table).subtract(f).abs();
            Rational bound = Rational.of(m * n, 8L * cells * cells);
            Rational ratio = error.divide(bound);
            tightest = ratio.compareTo(tightest) > 0 ? ratio : tightest;
            if (ratio.compareTo(v == Smooth.HALF_THE_BOUND ? Rational.of(1, 2) : Rational.ONE) > 0) {
                return Evidence.refuted(
                        "n = " + n + ", G = " + cells + " at " + x + ": " + error + " against " + bound);
            }
        }
        return done(cases).with("largest error over bound", tightest);
    }

    private static Rational squares(long m, int cells, int[] w) {
        long sum = 0;
        for (int k : w) {
            sum += (long) k * k;
        }
        return Rational.of(m * sum, 2L * cells * cells);
    }

    private enum Task {
        STATEMENT,
        TABLE_OF_THE_OPPOSITE_SIGN
    }

    private static Evidence positions(Task v) {
        for (int n = 1; n <= 8; n++) {
            Rational[] y = EqualTokens.urpePositions(n);
            for (int i = 0; i < n; i++) {
                Rational claimed = Rational.of(v == Task.TABLE_OF_THE_OPPOSITE_SIGN ? n - i : i + 1L);
                if (!y[i].equals(claimed)) {
                    return Evidence.refuted(
                            "token " + (i + 1) + " of " + n + " gives " + y[i] + ", claimed " + claimed);
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "one to eight tokens, exact fractions")
                .with("numbers of tokens", 8);
    }

    private enum Even {
        STATEMENT,
        ODD_TOKENS
    }

    private static Evidence even(Even v, CheckRun run) {
        RandomStream random = run.draws("points");
        int points = 0;
        for (int n = 1; n <= 5; n++) {
            Rational padding = Rational.of(-3, 7);
            ExactRun network = new ExactRun(EvenTokensNetwork.of(n, padding));
            for (int p = 0; p < run.effort().of(6, 60, 600); p++) {
                List<Rational> x = ExactRun.point(random, n, 2, p);
                int tokens = n;
                int first = v == Even.ODD_TOKENS ? 0 : 1;
                String wrong = network.difference(x, i -> 2 * (i + 1) <= tokens ? x.get(2 * i + first) : padding);
                if (wrong != null) {
                    return Evidence.refuted(wrong);
                }
                points++;
            }
        }
        return done(points);
    }
}
