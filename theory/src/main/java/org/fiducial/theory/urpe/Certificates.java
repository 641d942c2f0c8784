package org.fiducial.theory.urpe;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.construction.Construction;
import org.fiducial.theory.construction.ConstructionException;
import org.fiducial.theory.construction.ExactRun;
import org.fiducial.theory.construction.InterpolatingNetwork;
import org.fiducial.theory.construction.LookUpNetwork;
import org.fiducial.theory.construction.Norm;
import org.fiducial.theory.construction.SparseMatrix;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Polynomial;
import org.fiducial.theory.target.Target;
import org.fiducial.theory.target.TargetException;

/** Claims C6 and C7: built networks, their certificates on the whole cube, and exact runs at points that could contradict them. */
final class Certificates {
    private static final String EXAMPLE = "x1*x2; x1^2 - x2";
    private static final List<String> TARGETS =
            List.of(EXAMPLE, "abs(x1 - x2); max(x1, x2)/2", "sin(3*x1)*exp(x2)/2; tanh(2*x1 - 1)");

    private Certificates() {}

    /** The parts of C6. */
    static List<Part> lookUp() {
        return List.of(
                Part.of("cells and ramps", EvidenceKind.CERTIFIED, Table.class, v -> run -> cells(v, run)),
                Part.of("error inside cells", EvidenceKind.CERTIFIED, Inside.class, v -> run -> inside(v)),
                Part.of("certified networks", EvidenceKind.CONSTRUCTED, Built.class, v -> run -> built(v, false, run)));
    }

    /** A part of C7. */
    static Part interpolation() {
        return Part.of("certified networks", EvidenceKind.CONSTRUCTED, Built.class, v -> run -> built(v, true, run));
    }

    private static Target target(String text, int n) {
        try {
            return Target.parse(text, n);
        } catch (TargetException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private enum Built {
        STATEMENT,
        A_TENTH_OF_THE_BOUND,
        TARGET_OF_ANOTHER_TOKEN
    }

    /** The certificate must be within eps, and exact runs must stay within the certificate: at every point, or in the mean. */
    private static Evidence built(Built v, boolean sup, CheckRun run) {
        RandomStream random = run.draws("points");
        Norm norm = sup ? Norm.SUP : Norm.parse("L2");
        double eps = run.effort().of(4, 10, 20);
        eps = 1 / eps;
        double tightest = 0;
        long units = 0;
        for (String text : TARGETS) {
            Target f = target(text, 2);
            Construction built;
            try {
                built = sup ? InterpolatingNetwork.of(f, norm, eps) : LookUpNetwork.of(f, norm, eps);
            } catch (ConstructionException e) {
                return Evidence.refuted(text + ": " + e.getMessage());
            }
            if (!(built.bound() <= eps)) {
                return Evidence.refuted(text + ": certified " + built.bound() + ", asked for " + eps);
            }
            double bound = v == Built.A_TENTH_OF_THE_BOUND ? built.bound() / 10 : built.bound();
            ExactRun network = new ExactRun(built.network());
            double squares = 0;
            int points = run.effort().of(20, 60, 200);
            for (int p = 0; p < points; p++) {
                List<Rational> x = stratified(random, p, points);
                List<Rational> y = network.at(x);
                double worst = 0;
                for (int i = 0; i < 2; i++) {
                    Interval at = f.value(
                            v == Built.TARGET_OF_ANOTHER_TOKEN ? 1 - i : i,
                            new Interval[] {Interval.of(x.get(0)), Interval.of(x.get(1))});
                    Interval e = at.subtract(Interval.of(y.get(i))).abs();
                    worst = Math.max(worst, e.lo());
                    squares += e.lo() * e.lo();
                }
                if (sup && worst > bound) {
                    return Evidence.refuted(text + " at " + x + ": error " + worst + ", certified " + bound);
                }
                tightest = sup ? Math.max(tightest, worst / built.bound()) : tightest;
            }
            double mean = Math.sqrt(squares / points);
            // The mean over points is no certificate; far above the bound it would contradict one.
            if (!sup && mean > 2 * bound) {
                return Evidence.refuted(text + ": root of the mean square " + mean + ", certified " + bound);
            }
            tightest = sup ? tightest : Math.max(tightest, mean / built.bound());
            units += built.units();
        }
        if (tightest < 0.1) {
            return Evidence.vacuous("errors reach only " + tightest + " of the certificates");
        }
        return Evidence.verified(EvidenceKind.CONSTRUCTED, "three targets of two tokens, the whole cube")
                .with("eps", eps)
                .with("hidden units, all networks", units)
                .with("largest error found over certificate", String.format(java.util.Locale.ROOT, "%.3f", tightest));
    }

    private static List<Rational> stratified(RandomStream random, int p, int points) {
        int side = (int) Math.sqrt(points);
        int row = p / side % side;
        return List.of(
                Rational.of(1000L * (p % side) + random.below(1001), 1000L * side),
                Rational.of(1000L * row + random.below(1001), 1000L * side));
    }

    private enum Table {
        STATEMENT,
        HEAD_OF_TOKEN_NUMBERS_DOUBLED,
        HEAD_OF_CODES_DOUBLED_AT_ONE_OFFSET,
        A_SLOPE_DOUBLED,
        RAMPS_EXCLUDED
    }

    /** Off the ramps the output is the table's value of the cell; on them it is between values of the token's table. */
    private static Evidence cells(Table v, CheckRun run) {
        RandomStream random = run.draws("points");
        int networks = run.effort().of(5, 20, 60);
        int ramps = 0;
        for (int c = 0; c < networks; c++) {
            int n = c % 5 == 4 ? 3 : c % 5 == 3 ? 1 : 2;
            int g = n == 3 ? 2 : 2 + c % 3;
            int all = (int) Math.pow(g, n);
            double[][] values = new double[n][all];
            for (double[] row : values) {
                for (int u = 0; u < all; u++) {
                    row[u] = random.between(-8, 8) / 4.0;
                }
            }
            TransformerNetwork<SparseMatrix> built = LookUpNetwork.network(n, g, 3, values);
            if (n > 1) {
                built = switch (v) {
                    case STATEMENT, RAMPS_EXCLUDED -> built;
                    case HEAD_OF_TOKEN_NUMBERS_DOUBLED -> ExactRun.doubled(built, "block1.head1.value.weight", 0);
                    case HEAD_OF_CODES_DOUBLED_AT_ONE_OFFSET ->
                        ExactRun.doubled(built, "block1.head0.table.multiplier", 0);
                    case A_SLOPE_DOUBLED -> ExactRun.doubled(built, "block1.layer1.weight", 0);
                };
            }
            ExactRun network = new ExactRun(built);
            for (int p = 0; p < 16; p++) {
                List<Rational> x = new java.util.ArrayList<>();
                int u = 0;
                int place = 1;
                boolean ramp = false;
                for (int j = 0; j < n; j++) {
                    int q = (int) random.below(g);
                    boolean on = q > 0 && p % 3 == 0 && random.below(2) == 0;
                    ramp |= on;
                    // Cells are 8 ramps wide; both ends of each belong to what is tested.
                    long eighths =
                            on ? 8L * q * 10 + random.between(1, 9) : 8L * q * 10 + random.between(q > 0 ? 10 : 0, 80);
                    x.add(Rational.of(eighths, 80L * g));
                    u += place * q;
                    place *= g;
                }
                List<Rational> y = network.at(x);
                for (int i = 0; i < n; i++) {
                    double low = java.util.Arrays.stream(values[i]).min().orElse(0);
                    double high = java.util.Arrays.stream(values[i]).max().orElse(0);
                    boolean one = !ramp || v == Table.RAMPS_EXCLUDED;
                    Interval allowed = one ? Interval.of(values[i][u]) : new Interval(low, high);
                    Interval found = Interval.of(y.get(i));
                    double away = Math.max(found.hi() - allowed.hi(), allowed.lo() - found.lo());
                    // Slopes are rounded to about 2^-48.
                    if (away > 0x1p-30) {
                        return Evidence.refuted(
                                "at " + x + " token " + (i + 1) + " gives " + y.get(i) + ", claimed " + allowed);
                    }
                }
                ramps += ramp ? 1 : 0;
            }
        }
        String worked = workedExample();
        if (!worked.isEmpty()) {
            return Evidence.refuted(worked);
        }
        return ramps == 0
                ? Evidence.vacuous("no point on a ramp")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random tables and points, exact fractions")
                        .with("points", 16 * networks)
                        .with("on ramps", ramps);
    }

    /** The sheet's numbers for n = 2, G = 2, w = 1/8. */
    private static String workedExample() {
        double[][] values = {{1 / 16.0, 3 / 16.0, 3 / 16.0, 9 / 16.0}, {-3 / 16.0, 5 / 16.0, -11 / 16.0, -3 / 16.0}};
        ExactRun network = new ExactRun(LookUpNetwork.network(2, 2, 2, values));
        Map<List<Rational>, List<Rational>> claimed = Map.of(
                List.of(Rational.of(1, 4), Rational.of(3, 4)), List.of(Rational.of(3, 16), Rational.of(-11, 16)),
                List.of(Rational.of(3, 4), Rational.of(1, 4)), List.of(Rational.of(3, 16), Rational.of(5, 16)),
                List.of(Rational.of(9, 16), Rational.ZERO), List.of(Rational.of(1, 8), Rational.of(1, 16)));
        for (Map.Entry<List<Rational>, List<Rational>> e : claimed.entrySet()) {
            List<Rational> found = network.at(e.getKey());
            for (int i = 0; i < 2; i++) {
                Rational away = found.get(i).subtract(e.getValue().get(i)).abs();
                if (away.compareTo(Rational.of(1, 1L << 40)) > 0) {
                    return "worked example at " + e.getKey() + " gives " + found + ", claimed " + e.getValue();
                }
            }
        }
        return "";
    }

    private enum Inside {
        STATEMENT,
        TABLE_AT_THE_LOWER_CORNERS
    }

    /** E(G) exactly for a polynomial, p = 2, and the sheet's a priori rule with the figures it states. */
    private static Evidence inside(Inside v) {
        List<Polynomial> f = target(EXAMPLE, 2).polynomials();
        boolean corners = v == Inside.TABLE_AT_THE_LOWER_CORNERS;
        if (!error(f, 2, corners).equals(Rational.of(11, 180))
                || !error(f, 4, corners).equals(Rational.of(179, 11520))) {
            return Evidence.refuted("E(2) = " + error(f, 2, corners) + ", E(4) = " + error(f, 4, corners));
        }
        Evidence e = Evidence.verified(EvidenceKind.CERTIFIED, "the example x1 x2, x1^2 - x2, exact integrals");
        Map<Integer, String> stated = Map.of(2, "0.36255", 4, "0.18154", 10, "0.07265");
        for (int inverse : new int[] {2, 4, 10}) {
            // Lip = 3, osc = 2, n = 2, p = 2: G = ceil(1.5 * 2 / eps), w = min(1/(2G), eps^2/(32 (G - 1))).
            int g = 3 * inverse;
            Rational w = Rational.of(1, 32L * (g - 1) * inverse * inverse);
            w = w.compareTo(Rational.of(1, 2L * g)) > 0 ? Rational.of(1, 2L * g) : w;
            Rational clear = Rational.ONE.subtract(w.multiply(Rational.of(g - 1L)));
            Rational mu = Rational.ONE.subtract(clear.multiply(clear));
            // osc_1^2 + osc_2^2 = 1 + 4.
            Rational total = error(f, g, corners).add(mu.multiply(Rational.of(5)));
            Rational coarse = error(f, g, corners).add(mu.multiply(Rational.of(8)));
            java.math.BigDecimal d = new java.math.BigDecimal(stated.getOrDefault(inverse, "0"));
            java.math.BigInteger ten = java.math.BigInteger.TEN.pow(2 * d.scale());
            Rational square = new Rational(d.unscaledValue().pow(2), ten);
            Rational below = new Rational(
                    d.unscaledValue().subtract(java.math.BigInteger.ONE).pow(2), ten);
            // The stated figure is n osc^p rounded upwards in its fifth place.
            if (coarse.compareTo(square) > 0
                    || coarse.compareTo(below) < 0
                    || total.compareTo(coarse) > 0
                    || coarse.compareTo(Rational.of(1, (long) inverse * inverse)) > 0) {
                return Evidence.refuted(
                        "eps = 1/" + inverse + ": d_2^2 up to " + Interval.of(coarse) + ", stated " + d);
            }
            e = e.with(
                    "eps = 1/" + inverse + ": G, table, d_2^2 with osc_i, with osc",
                    g + ", " + 2 * g * g + ", " + Interval.of(total).hi() + ", "
                            + Interval.of(coarse).hi());
        }
        return e;
    }

    /** sum over cells and tokens of the integral of (f_i - f_i(centre))^2. */
    private static Rational error(List<Polynomial> f, int g, boolean corners) {
        Rational sum = Rational.ZERO;
        for (Polynomial p : f) {
            for (int a = 0; a < g; a++) {
                for (int b = 0; b < g; b++) {
                    List<Rational> centre = corners
                            ? List.of(Rational.of(a, g), Rational.of(b, g))
                            : List.of(Rational.of(2L * a + 1, 2L * g), Rational.of(2L * b + 1, 2L * g));
                    Polynomial off = p.add(Polynomial.of(2, p.at(centre).negate()));
                    sum = sum.add(integral(off.multiply(off), a, b, g));
                }
            }
        }
        return sum;
    }

    private static Rational integral(Polynomial p, int a, int b, int g) {
        Rational sum = Rational.ZERO;
        for (Map.Entry<List<Integer>, Rational> t : p.terms().entrySet()) {
            sum = sum.add(t.getValue()
                    .multiply(power(a, g, t.getKey().get(0) + 1))
                    .multiply(power(b, g, t.getKey().get(1) + 1)));
        }
        return sum;
    }

    /** The integral of x^(k-1) from a/g to (a + 1)/g. */
    private static Rational power(int a, int g, int k) {
        Rational up = Rational.ONE;
        Rational down = Rational.ONE;
        for (int e = 0; e < k; e++) {
            up = up.multiply(Rational.of(a + 1L, g));
            down = down.multiply(Rational.of(a, g));
        }
        return up.subtract(down).divide(Rational.of(k));
    }
}
