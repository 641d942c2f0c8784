package org.fiducial.theory.softmax;

import java.math.BigInteger;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.lemma.LoewnerOrder;
import org.fiducial.theory.random.RandomStream;

/**
 * Claim C6: operator norms of J = diag(p) - p p^T. Softmax reaches exactly the positive probability vectors, so p is drawn as fractions
 * and everything is exact. The r-norms between 1 and infinity follow from the ends by Riesz-Thorin; powers 3 and 4 are sampled.
 */
final class JacobianNorms {
    private static final Rational HALF = Rational.of(1, 2);
    private static final Rational TWO = Rational.of(2);

    private JacobianNorms() {}

    static List<Part> parts() {
        return List.of(
                Part.of("norms", EvidenceKind.CERTIFIED, Norm.class, v -> run -> norms(v, run)),
                Part.of("best constants", EvidenceKind.CONSTRUCTED, Best.class, v -> run -> best(v)));
    }

    private enum Norm {
        STATEMENT,
        SPECTRAL_BOUND_049,
        OUTER_PRODUCT_MISSING,
        COLUMN_NORM_P_ONE_MINUS_P,
        LARGEST_ENTRY_OFF_THE_DIAGONAL,
        CUT_NORM_WITH_FACTOR_TWO
    }

    private static Evidence norms(Norm v, CheckRun run) {
        RandomStream random = run.draws("weights");
        int cases = run.effort().of(40, 400, 4000);
        int tight = 0;
        for (int c = 0; c < cases; c++) {
            Rational[] p = weights(random, c);
            Rational[][] j = jacobian(p, v == Norm.OUTER_PRODUCT_MISSING);
            String failed = failure(v, p, j, random);
            if (!failed.isEmpty()) {
                return Evidence.refuted(failed + " at p = " + List.of(p));
            }
            tight += largestEntry(j).compareTo(Rational.of(1, 5)) > 0 ? 1 : 0;
        }
        return tight == 0
                ? Evidence.vacuous("no weights near 1/2")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random positive weights, exact fractions")
                        .with("weight vectors", cases)
                        .with("with an entry above 1/5", tight);
    }

    private static String failure(Norm v, Rational[] p, Rational[][] j, RandomStream random) {
        Rational top = Rational.ZERO;
        for (Rational x : p) {
            Rational y = x.multiply(Rational.ONE.subtract(x));
            top = y.compareTo(top) > 0 ? y : top;
        }
        Rational column = v == Norm.COLUMN_NORM_P_ONE_MINUS_P ? top : top.multiply(TWO);
        if (!columnNorm(j).equals(column) || column.compareTo(HALF) > 0) {
            return "norm 1 to 1 " + columnNorm(j) + " against " + column;
        }
        Rational entry = v == Norm.LARGEST_ENTRY_OFF_THE_DIAGONAL ? offDiagonal(j) : largestEntry(j);
        if (!entry.equals(top) || entry.compareTo(Rational.of(1, 4)) > 0) {
            return "norm 1 to infinity " + entry + " against " + top;
        }
        Rational cut = Rational.ZERO;
        for (int set = 0; set < 1 << p.length; set++) {
            Rational mass = Rational.ZERO;
            for (int i = 0; i < p.length; i++) {
                mass = (set >> i & 1) == 1 ? mass.add(p[i]) : mass;
            }
            Rational x = mass.multiply(Rational.ONE.subtract(mass))
                    .multiply(Rational.of(v == Norm.CUT_NORM_WITH_FACTOR_TWO ? 2 : 4));
            cut = x.compareTo(cut) > 0 ? x : cut;
        }
        if (!signNorm(j).equals(cut) || cut.compareTo(Rational.ONE) > 0) {
            return "norm infinity to 1 " + signNorm(j) + " against " + cut;
        }
        Rational spectral = v == Norm.SPECTRAL_BOUND_049 ? Rational.of(49, 100) : HALF;
        if (!LoewnerOrder.isPositiveSemidefinite(shifted(j, spectral)) || !LoewnerOrder.isPositiveSemidefinite(j)) {
            return "norm 2 to 2 above " + spectral;
        }
        if (p.length > 2 && !LoewnerOrder.isPositiveDefinite(shifted(j, HALF))) {
            return "norm 2 to 2 attained by three positive weights";
        }
        return power(j, random);
    }

    /** |J u|_r <= |u|_r / 2 for r = 3, 4 and a random integer vector u. */
    private static String power(Rational[][] j, RandomStream random) {
        Rational[] u = new Rational[j.length];
        for (int i = 0; i < u.length; i++) {
            u[i] = Rational.of(random.between(-5, 5));
        }
        for (int r = 3; r <= 4; r++) {
            Rational left = Rational.ZERO;
            Rational right = Rational.ZERO;
            for (int i = 0; i < u.length; i++) {
                Rational s = Rational.ZERO;
                for (int k = 0; k < u.length; k++) {
                    s = s.add(j[i][k].multiply(u[k]));
                }
                left = left.add(pow(s.abs(), r));
                right = right.add(pow(u[i].abs(), r));
            }
            if (left.multiply(pow(TWO, r)).compareTo(right) > 0) {
                return "norm " + r + " to " + r + " above 1/2 at u = " + List.of(u);
            }
        }
        return "";
    }

    private enum Best {
        STATEMENT,
        THREE_EQUAL_WEIGHTS_REACH_ONE_HALF,
        LIMIT_IS_ONE_THIRD
    }

    /** J u = u / 2 at p = (1/2, 1/2), and J u = (1 - e) / 2 u at ((1 - e) / 2, (1 - e) / 2, e), for u = (1, -1, 0). */
    private static Evidence best(Best v) {
        Rational[] even = {HALF, HALF};
        Rational[][] j = jacobian(even, false);
        boolean attained = j[0][0].subtract(j[0][1]).equals(HALF)
                && columnNorm(j).equals(HALF)
                && largestEntry(j).equals(Rational.of(1, 4))
                && signNorm(j).equals(Rational.ONE);
        if (!attained) {
            return Evidence.refuted("constants at p = (1/2, 1/2)");
        }
        Rational third = Rational.of(1, 3);
        for (int bits = 2; bits <= 60; bits++) {
            Rational e = new Rational(BigInteger.ONE, BigInteger.ONE.shiftLeft(bits));
            Rational w = Rational.ONE.subtract(e).multiply(HALF);
            Rational[] p = v == Best.THREE_EQUAL_WEIGHTS_REACH_ONE_HALF
                    ? new Rational[] {third, third, third}
                    : new Rational[] {w, w, e};
            Rational[][] at = jacobian(p, false);
            Rational eigenvalue = at[0][0].subtract(at[0][1]);
            boolean vector = at[1][0].subtract(at[1][1]).equals(eigenvalue.negate()) && at[2][0].equals(at[2][1]);
            Rational limit = v == Best.LIMIT_IS_ONE_THIRD ? third : HALF;
            if (!vector || limit.subtract(eigenvalue).abs().compareTo(e) > 0) {
                return Evidence.refuted("eigenvalue " + eigenvalue + " at p = " + List.of(p));
            }
        }
        return Evidence.verified(EvidenceKind.CONSTRUCTED, "explicit weights")
                .with("closest eigenvalue below 1/2 by", "2^-61 at three positive weights");
    }

    private static Rational[] weights(RandomStream random, int c) {
        int m = 2 + (int) random.below(4);
        long[] w = new long[m];
        long sum = 0;
        for (int i = 0; i < m; i++) {
            // Every third vector is nearly (1/2, 1/2, 0, ...), where the constants are approached.
            w[i] = c % 3 == 0 && i < 2 ? 1000 : 1 + random.below(c % 3 == 0 ? 3 : 30);
            sum += w[i];
        }
        Rational[] p = new Rational[m];
        for (int i = 0; i < m; i++) {
            p[i] = Rational.of(w[i], sum);
        }
        return p;
    }

    private static Rational[][] jacobian(Rational[] p, boolean diagonalOnly) {
        Rational[][] j = new Rational[p.length][p.length];
        for (int i = 0; i < p.length; i++) {
            for (int k = 0; k < p.length; k++) {
                Rational outer = diagonalOnly ? Rational.ZERO : p[i].multiply(p[k]);
                j[i][k] = (i == k ? p[i] : Rational.ZERO).subtract(outer);
            }
        }
        return j;
    }

    /** s I - J. */
    private static Rational[][] shifted(Rational[][] j, Rational s) {
        Rational[][] a = new Rational[j.length][j.length];
        for (int i = 0; i < j.length; i++) {
            for (int k = 0; k < j.length; k++) {
                a[i][k] = (i == k ? s : Rational.ZERO).subtract(j[i][k]);
            }
        }
        return a;
    }

    private static Rational columnNorm(Rational[][] j) {
        Rational norm = Rational.ZERO;
        for (int k = 0; k < j.length; k++) {
            Rational s = Rational.ZERO;
            for (Rational[] row : j) {
                s = s.add(row[k].abs());
            }
            norm = s.compareTo(norm) > 0 ? s : norm;
        }
        return norm;
    }

    private static Rational largestEntry(Rational[][] j) {
        Rational norm = Rational.ZERO;
        for (Rational[] row : j) {
            for (Rational x : row) {
                norm = x.abs().compareTo(norm) > 0 ? x.abs() : norm;
            }
        }
        return norm;
    }

    private static Rational offDiagonal(Rational[][] j) {
        Rational norm = Rational.ZERO;
        for (int i = 0; i < j.length; i++) {
            for (int k = 0; k < i; k++) {
                norm = j[i][k].abs().compareTo(norm) > 0 ? j[i][k].abs() : norm;
            }
        }
        return norm;
    }

    /** The largest |J x|_1 over all vectors of signs, which are the extreme points of the cube. */
    private static Rational signNorm(Rational[][] j) {
        Rational norm = Rational.ZERO;
        for (int signs = 0; signs < 1 << j.length; signs++) {
            Rational total = Rational.ZERO;
            for (Rational[] row : j) {
                Rational s = Rational.ZERO;
                for (int k = 0; k < row.length; k++) {
                    s = (signs >> k & 1) == 1 ? s.add(row[k]) : s.subtract(row[k]);
                }
                total = total.add(s.abs());
            }
            norm = total.compareTo(norm) > 0 ? total : norm;
        }
        return norm;
    }

    private static Rational pow(Rational x, int n) {
        Rational y = Rational.ONE;
        for (int i = 0; i < n; i++) {
            y = y.multiply(x);
        }
        return y;
    }
}
