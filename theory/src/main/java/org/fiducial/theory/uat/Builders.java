package org.fiducial.theory.uat;

import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.construction.BernsteinPolynomial;
import org.fiducial.theory.construction.Construction;
import org.fiducial.theory.construction.ConstructionException;
import org.fiducial.theory.construction.ExactRun;
import org.fiducial.theory.construction.GatheredInterpolation;
import org.fiducial.theory.construction.KuhnCircuit;
import org.fiducial.theory.construction.Norm;
import org.fiducial.theory.construction.RidgeNetwork;
import org.fiducial.theory.construction.SparseMatrix;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Polynomial;
import org.fiducial.theory.target.Target;
import org.fiducial.theory.target.TargetException;

/** Claims C7 and C8: the builders of the corrected theorem. */
final class Builders {
    private static final String EXAMPLE = "x1*x2; x1^2 - x2";

    private Builders() {}

    /** The parts of C7. */
    static List<Part> ridges() {
        return List.of(
                Part.of("figures of the sheet", EvidenceKind.CERTIFIED, Figure.class, v -> run -> figures(v)),
                Part.of("errors at points", EvidenceKind.CERTIFIED, Ridge.class, v -> run -> ridges(v, run)),
                Part.of("certified networks", EvidenceKind.CONSTRUCTED, Eps.class, v -> run -> built(v, true)));
    }

    /** The parts of C8. */
    static List<Part> continuous() {
        return List.of(
                Part.of("network is the interpolant", EvidenceKind.CERTIFIED, Deep.class, v -> run -> deep(v, run)),
                Part.of("certified networks", EvidenceKind.CONSTRUCTED, Eps.class, v -> run -> built(v, false)),
                Part.of(
                        "Bernstein polynomials",
                        EvidenceKind.CERTIFIED,
                        Bernstein.class,
                        v -> run -> bernstein(v, run)));
    }

    private static Target target(String text, int n) {
        try {
            return Target.parse(text, n);
        } catch (TargetException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private enum Figure {
        STATEMENT,
        A_SLOPE_DOUBLED,
        A_QUARTER_OF_THE_CERTIFICATE
    }

    /** Worked example, unit counts and certificates for K = 4, 16, 64. */
    private static Evidence figures(Figure v) {
        try {
            List<Polynomial> f = target(EXAMPLE, 2).polynomials();
            int[] units = {14, 50, 194};
            int[] pieces = {4, 16, 64};
            for (int k = 0; k < 3; k++) {
                TransformerNetwork<SparseMatrix> g = RidgeNetwork.inBaseTwo(f, pieces[k], 1);
                int hidden = hidden(g);
                double[] c = RidgeNetwork.certificates(f, pieces[k]);
                double scale = pieces[k] * pieces[k] * (v == Figure.A_QUARTER_OF_THE_CERTIFICATE ? 4 : 1);
                if (hidden != units[k] || Math.abs(c[0] * scale - 0.5) > 1e-9 || Math.abs(c[1] * scale - 0.25) > 1e-9) {
                    return Evidence.refuted(
                            "K = " + pieces[k] + ": " + hidden + " units, certificates " + c[0] + ", " + c[1]);
                }
            }
            TransformerNetwork<SparseMatrix> g = RidgeNetwork.inBaseTwo(f, 4, 1);
            ExactRun network =
                    new ExactRun(v == Figure.A_SLOPE_DOUBLED ? ExactRun.doubled(g, "block0.layer1.weight", 0) : g);
            List<Rational> first = network.at(List.of(Rational.of(1, 4), Rational.of(3, 4)));
            List<Rational> second = network.at(List.of(Rational.of(1, 3), Rational.of(1, 5)));
            if (!first.equals(List.of(Rational.of(3, 16), Rational.of(-11, 16)))
                    || !second.equals(List.of(Rational.of(7, 120), Rational.of(-3, 40)))) {
                return Evidence.refuted("worked example gives " + first + " and " + second);
            }
        } catch (ConstructionException e) {
            return Evidence.refuted(String.valueOf(e.getMessage()));
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "the sheet's example, exact fractions")
                .with("K", "4, 16, 64")
                .with("certificates times K^2", "1/2 and 1/4");
    }

    private static int hidden(TransformerNetwork<SparseMatrix> g) {
        return org.fiducial.theory.construction.NamedWeights.of(g)
                .getOrDefault("block0.layer0.weight", new SparseMatrix(0, 0))
                .columns();
    }

    private enum Ridge {
        STATEMENT,
        HALF_THE_CERTIFICATE,
        A_GATE_DOUBLED
    }

    private static Evidence ridges(Ridge v, CheckRun run) {
        RandomStream random = run.draws("points");
        List<String> targets = List.of(
                EXAMPLE, "x1^3 - x2/3; (x1 - 2*x2)^2", "x1^2*x2 + 1; x", "x1*x2*x3; x1 - x3^2; 6*x1*x2*x3", "x1^2");
        double tightest = 0;
        int points = 0;
        try {
            for (int t = 0; t < targets.size(); t++) {
                int n = t == 3 ? 3 : t == 4 ? 1 : 2;
                List<Polynomial> f = target(targets.get(t), n).polynomials();
                for (int exponent = 1; exponent <= 3; exponent += 2) {
                    double[] certificate = RidgeNetwork.certificates(f, 8);
                    TransformerNetwork<SparseMatrix> g = RidgeNetwork.inBaseTwo(f, 8, exponent);
                    // The first entry of the first unit is a coordinate's; its last one is the gate's.
                    ExactRun network = new ExactRun(v == Ridge.A_GATE_DOUBLED ? gateDoubled(g, n) : g);
                    for (int p = 0; p < run.effort().of(10, 40, 100); p++) {
                        List<Rational> x = ExactRun.point(random, n, 8, p);
                        if (p % 5 == 4) {
                            // The middle of a piece, where chords are farthest.
                            x.replaceAll(e -> Rational.of(2L * random.below(8) + 1, 16));
                        }
                        List<Rational> y = network.at(x);
                        for (int i = 0; i < n; i++) {
                            Rational error = y.get(i).subtract(f.get(i).at(x)).abs();
                            double most = certificate[i] * (v == Ridge.HALF_THE_CERTIFICATE ? 0.5 : 1);
                            if (Interval.of(error).lo() > most) {
                                return Evidence.refuted(targets.get(t) + " at " + x + " token " + (i + 1) + ": " + error
                                        + " above " + most);
                            }
                            if (certificate[i] > 1e-9) {
                                tightest = Math.max(tightest, Interval.of(error).hi() / certificate[i]);
                            }
                        }
                        points++;
                    }
                }
            }
        } catch (ConstructionException e) {
            return Evidence.refuted(String.valueOf(e.getMessage()));
        }
        return tightest < 0.9
                ? Evidence.vacuous("errors reach only " + tightest + " of the certificates")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random points and middles of pieces, exact fractions")
                        .with("points", points)
                        .with("largest error over certificate", String.format(java.util.Locale.ROOT, "%.4f", tightest));
    }

    private static TransformerNetwork<SparseMatrix> gateDoubled(TransformerNetwork<SparseMatrix> g, int n) {
        List<SparseMatrix.Entry> entries = org.fiducial.theory.construction.NamedWeights.of(g)
                .getOrDefault("block0.layer0.weight", new SparseMatrix(0, 0))
                .entries();
        for (int k = 0; k < entries.size(); k++) {
            if (entries.get(k).row() >= 1 && entries.get(k).row() <= n) {
                return ExactRun.doubled(g, "block0.layer0.weight", k);
            }
        }
        throw new IllegalStateException("no gate");
    }

    private enum Eps {
        STATEMENT,
        A_HUNDREDTH_OF_EPS
    }

    private static Evidence built(Eps v, boolean ridge) {
        List<String> targets = ridge
                ? List.of(EXAMPLE, "x1^3*x2; (x1 + x2)^2/4", "i*x")
                : List.of(EXAMPLE, "abs(x1 - x2); max(x1, x2)", "exp(x1 - x2); sin(2*x)");
        double eps = 0.25;
        long units = 0;
        for (String text : targets) {
            Target f = target(text, 2);
            try {
                Construction c = ridge ? RidgeNetwork.of(f, Norm.SUP, eps) : GatheredInterpolation.of(f, Norm.SUP, eps);
                if (!(c.bound() <= (v == Eps.STATEMENT ? eps : eps / 100))) {
                    return Evidence.refuted(text + ": certified " + c.bound());
                }
                units += c.units();
            } catch (ConstructionException e) {
                return Evidence.refuted(text + ": " + e.getMessage());
            }
        }
        return Evidence.verified(EvidenceKind.CONSTRUCTED, "three targets of two tokens, the whole cube, base e^64")
                .with("eps", eps)
                .with("hidden units, all networks", units);
    }

    private enum Deep {
        STATEMENT,
        A_GATHERED_INPUT_DOUBLED,
        A_TABLE_VALUE_DOUBLED
    }

    private static Evidence deep(Deep v, CheckRun run) {
        RandomStream random = run.draws("points");
        int networks = run.effort().of(6, 30, 100);
        int points = 0;
        for (int c = 0; c < networks; c++) {
            int n = c % 3 == 2 ? 3 : c % 3 == 1 ? 1 : 2;
            int cells = n == 3 ? 2 : 1 + c % 4;
            KuhnCircuit.Table table = ExactRun.table(random, n, cells);
            TransformerNetwork<SparseMatrix> g = GatheredInterpolation.inBaseTwo(n, cells, table, 1 + c % 2);
            int layers = n == 1 ? 2 : 3;
            if (!org.fiducial.theory.construction.NamedWeights.of(g).containsKey("block0.layer" + layers + ".weight")) {
                return Evidence.refuted("fewer than " + layers + " hidden layers for n = " + n);
            }
            ExactRun network = new ExactRun(
                    switch (v) {
                        case STATEMENT -> g;
                        case A_GATHERED_INPUT_DOUBLED -> ExactRun.doubled(g, "block0.head0.output.weight", 0);
                        case A_TABLE_VALUE_DOUBLED -> ExactRun.doubled(g, "block0.layer" + layers + ".weight", 0);
                    });
            String wrong = network.difference(random, n, cells, table, 10);
            if (wrong != null) {
                return Evidence.refuted(wrong);
            }
            points += 10;
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random tables and points, exact fractions, bases 2 and 4")
                .with("points", points);
    }

    private enum Bernstein {
        STATEMENT,
        HALF_THE_DISTANCE,
        CERTIFICATE_OF_LINEAR_ORDER
    }

    /** f = |x1 - x2|, N = 4: the distance of the polynomial, and the sheet's certificates for K = 64 and 512. */
    private static Evidence bernstein(Bernstein v, CheckRun run) {
        RandomStream random = run.draws("points");
        int degree = 4;
        Polynomial b = BernsteinPolynomial.of(2, degree, 0, (i, w) -> Rational.of(Math.abs(w[0] - w[1]), degree));
        Rational square = BernsteinPolynomial.squaredError(2, degree, Rational.ONE);
        Rational bound = v == Bernstein.HALF_THE_DISTANCE ? square.divide(Rational.of(16)) : square;
        Rational worst = Rational.ZERO;
        for (int p = 0; p < run.effort().of(60, 600, 6000); p++) {
            List<Rational> x = ExactRun.point(random, 2, degree, p);
            Rational error = b.at(x).subtract(x.get(0).subtract(x.get(1)).abs());
            Rational e = error.multiply(error);
            worst = e.compareTo(worst) > 0 ? e : worst;
            if (e.compareTo(bound) > 0) {
                return Evidence.refuted("squared error " + e + " at " + x + ", claimed " + bound);
            }
        }
        try {
            double coarse64 =
                    Interval.of(BernsteinPolynomial.coarseCertificate(b, 64)).hi();
            double coarse512 =
                    Interval.of(BernsteinPolynomial.coarseCertificate(b, 512)).hi();
            Polynomial none = Polynomial.of(2, Rational.ZERO);
            double fine64 = RidgeNetwork.certificates(List.of(b, none), 64)[0];
            double fine512 = RidgeNetwork.certificates(List.of(b, none), 512)[0];
            double order = v == Bernstein.CERTIFICATE_OF_LINEAR_ORDER ? 8 : 64;
            if (Math.abs(coarse64 - 4.111) > 5e-4
                    || Math.abs(coarse512 - 0.0642) > 5e-5
                    // Intervals are above the true maxima, less so on smaller pieces.
                    || fine64 < 64 * fine512
                    || Math.abs(64 * fine512 - 1.78) > 0.01
                    || Math.abs(coarse64 - order * coarse512) > 1e-9) {
                return Evidence.refuted("certificates " + coarse64 + ", " + coarse512 + ", with true maxima " + fine64
                        + ", " + fine512);
            }
            return Evidence.verified(EvidenceKind.CERTIFIED, "one explicit target, exact fractions and intervals")
                    .with("largest squared distance found", Interval.of(worst).hi())
                    .with("squared distance at most", square)
                    .with("ridge certificates, K = 64 and 512, by coefficients", coarse64 + ", " + coarse512)
                    .with("by intervals", fine64 + ", " + fine512);
        } catch (ConstructionException e) {
            return Evidence.refuted(String.valueOf(e.getMessage()));
        }
    }
}
