package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;

/** Claims C5 and C6: what orthogonal projections change. */
final class OrthogonalFeatures {
    private static final int P = 256;

    private OrthogonalFeatures() {}

    static List<Part> covariance() {
        return List.of(
                Part.of("moments of an orthogonal pair", EvidenceKind.CERTIFIED, Pair.class, v -> run -> moments(v)),
                Part.of("polynomial form for even d", EvidenceKind.CERTIFIED, Even.class, v -> run -> even(v)),
                Part.of("smaller variance", EvidenceKind.CERTIFIED, Less.class, v -> run -> less(v)),
                Part.of("pairs in blocks", EvidenceKind.CERTIFIED, Blocks.class, v -> run -> blocks(v)),
                Part.of("signed functionals", EvidenceKind.CERTIFIED, Funk.class, v -> run -> funkHecke(v)));
    }

    static List<Part> gap() {
        return List.of(
                Part.of("term by term", EvidenceKind.CERTIFIED, Term.class, v -> run -> terms(v)),
                Part.of("the theorem", EvidenceKind.CERTIFIED, Gap.class, v -> run -> theorem(v)));
    }

    private static Rational product(int k, java.util.function.IntFunction<Rational> factor) {
        Rational p = Rational.ONE;
        for (int i = 0; i < k; i++) {
            p = p.multiply(factor.apply(i));
        }
        return p;
    }

    /** (b)_k / (c)_k with b = d and c = d / 2, claim C5's ratio. */
    private static Rational rising(int d, int k) {
        return product(k, i -> Rational.of(2L * (d + i), d + 2L * i));
    }

    private static Rational odd(int k) {
        return product(k, i -> Rational.of(2L * i + 1)); // (2k - 1)!!
    }

    private static Rational binomial(int n, int k) {
        return product(k, i -> Rational.of(n - i, i + 1));
    }

    private enum Pair {
        STATEMENT,
        INDEPENDENT_DIRECTIONS,
        NORMS_OF_ONE_VECTOR
    }

    /**
     * E ((w_1 + w_2).z)^(2k) / a^k from independent chi norms and the moments of two coordinates of a uniform unit vector, against
     * (2k - 1)!! (d)_k / (d/2)_k, the moments of which 1F1(d; d/2; a/2) is the generating function.
     */
    private static Evidence moments(Pair v) {
        int compared = 0;
        for (int d = 2; d <= 9; d++) {
            for (int k = 0; k <= 10; k++) {
                Rational found = Rational.ZERO;
                for (int i = 0; i <= k; i++) {
                    int n = d;
                    int j = k - i;
                    Rational norms =
                            product(i, t -> Rational.of(n + 2L * t)).multiply(product(j, t -> Rational.of(n + 2L * t)));
                    Rational directions = odd(i).multiply(odd(j))
                            .divide(
                                    v == Pair.INDEPENDENT_DIRECTIONS
                                            ? product(i, t -> Rational.of(n + 2L * t))
                                                    .multiply(product(j, t -> Rational.of(n + 2L * t)))
                                            : product(k, t -> Rational.of(n + 2L * t)));
                    found = found.add(binomial(2 * k, 2 * i).multiply(norms).multiply(directions));
                }
                Rational claimed = v == Pair.NORMS_OF_ONE_VECTOR ? odd(k) : odd(k).multiply(rising(d, k));
                if (!found.equals(claimed)) {
                    return Evidence.refuted("d = " + d + ", k = " + k + ": " + found + " against " + claimed);
                }
                compared++;
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "moments of order up to 20 for d = 2 to 9, exactly")
                .with("moments", compared);
    }

    private enum Even {
        STATEMENT,
        BINOMIAL_OF_D
    }

    /** Coefficients of e^t sum_k binom(d/2, k) t^k / (d/2)_k against those of 1F1(d; d/2; t). */
    private static Evidence even(Even v) {
        for (int d = 2; d <= 12; d += 2) {
            int half = d / 2;
            for (int n = 0; n <= 24; n++) {
                Rational left = Rational.ZERO;
                for (int k = 0; k <= Math.min(half, n); k++) {
                    Rational c =
                            binomial(v == Even.STATEMENT ? half : d, k).divide(product(k, i -> Rational.of(half + i)));
                    left = left.add(c.divide(product(n - k, i -> Rational.of(i + 1L))));
                }
                Rational right = rising(d, n).divide(product(n, i -> Rational.of(i + 1L)));
                if (!left.equals(right)) {
                    return Evidence.refuted("d = " + d + ", power " + n + ": " + left + " against " + right);
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "25 coefficients for d = 2, 4, ..., 12, exactly");
    }

    private enum Less {
        STATEMENT,
        ORTHOGONAL_IS_WORSE,
        SERIES_WITHOUT_ITS_FIRST_TERM
    }

    private static EntryMoments.Pair pair(double x, double y, double cosine) {
        double inner = x * y * cosine;
        Dyadic i = Dyadic.of(inner);
        Dyadic n = Dyadic.of(x * x + y * y);
        return new EntryMoments.Pair(
                Ball.of(i), Ball.of(n.add(i.shift(1))), Ball.of(n.subtract(i.shift(1))), Ball.of(n));
    }

    /** C_ort < 0, equal to its series, and so 0 < Var_ort < Var_iid. */
    private static Evidence less(Less v) {
        int decided = 0;
        Agreement series = new Agreement(150);
        for (int d : new int[] {2, 3, 4, 7, 16, 64}) {
            for (double x : new double[] {0.125, 0.5, 1, 1.5}) {
                EntryMoments.Pair z = pair(x, 0.75, 0.5);
                for (FeatureMap map : List.of(FeatureMap.PLUS, FeatureMap.HYPERBOLIC)) {
                    for (int m : new int[] {2, d, d + 1}) {
                        EntryMoments ort = new EntryMoments(map, ProjectionLaw.ORTHOGONAL, d, m);
                        Ball found = ort.variance(z, P);
                        Ball bound = ort.varianceBound(z, P);
                        Truth t = v == Less.ORTHOGONAL_IS_WORSE ? bound.less(found) : found.less(bound);
                        if (t == Truth.FALSE || Ball.ZERO.less(found) == Truth.FALSE) {
                            return Evidence.refuted(
                                    "d = " + d + ", M = " + m + ", " + map.word() + ": " + found + ", " + bound);
                        }
                        if (t == Truth.UNDECIDED || Ball.ZERO.less(found) == Truth.UNDECIDED) {
                            return Evidence.undecided("d = " + d + ", M = " + m + " at " + P + " bits");
                        }
                        decided++;
                    }
                }
                series.of(
                        "C_ort for d = " + d,
                        series(d, z, v == Less.SERIES_WITHOUT_ITS_FIRST_TERM ? 3 : 2),
                        new EntryMoments(FeatureMap.PLUS, ProjectionLaw.ORTHOGONAL, d, 2).orthogonalCovariance(z, P));
            }
        }
        return series.evidence(EvidenceKind.CERTIFIED, "grid of widths, numbers of projections and pairs")
                .with("variances decided", decided);
    }

    /** -Lam^2 sum_{k >= first} (a^k / k!) (1 - prod (d + i) / (d + 2i)), the rest bounded by that of e^a. */
    private static Ball series(int d, EntryMoments.Pair z, int first) {
        Ball sum = Ball.ZERO;
        Ball term = Ball.ONE;
        int last = 120;
        for (int k = 1; k < last; k++) {
            term = term.multiply(z.sum(), P).divide(Ball.of(k), P);
            if (k >= first) {
                Rational r = Rational.ONE.subtract(product(k, i -> Rational.of(d + i, d + 2L * i)));
                sum = sum.add(term.multiply(Ball.of(r.numerator()).divide(Ball.of(r.denominator()), P), P), P);
            }
        }
        // a < 6 here, so the terms from the last on shrink by more than half each.
        sum = sum.plusMinus(term.enclosure().upper().shift(1));
        return sum.negate().multiply(z.norms().negate().exp(P), P);
    }

    private enum Blocks {
        STATEMENT,
        ALL_PAIRS_ORTHOGONAL
    }

    private static Evidence blocks(Blocks v) {
        for (int d = 1; d <= 9; d++) {
            for (int m = 1; m <= 40; m++) {
                long found = 0;
                for (int r = 0; r < m; r++) {
                    for (int s = 0; s < m; s++) {
                        found += r != s && (v == Blocks.ALL_PAIRS_ORTHOGONAL || r / d == s / d) ? 1 : 0;
                    }
                }
                if (found != EntryMoments.orthogonalPairs(d, m)) {
                    return Evidence.refuted("d = " + d + ", M = " + m + ": " + found + " pairs");
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "d up to 9, M up to 40, pairs counted one by one");
    }

    private enum Funk {
        STATEMENT,
        EVERY_ORTHOGONAL_CORRELATION_IS_NEGATIVE,
        LARGEST_AT_DEGREE_EIGHT
    }

    /** (-1)^(l/2) (1/2)_(l/2) / ((d-1)/2)_(l/2) is at most 3 / ((d-1)(d+1)), attained at l = 4, so Var grows at most by 1 + 3 / (d+1). */
    private static Evidence funkHecke(Funk v) {
        for (int d = 2; d <= 40; d++) {
            Rational most = v == Funk.EVERY_ORTHOGONAL_CORRELATION_IS_NEGATIVE
                    ? Rational.ZERO
                    : Rational.of(3, (d - 1L) * (d + 1));
            Rational largest = Rational.ZERO;
            for (int half = 1; half <= 30; half++) {
                int n = d;
                Rational r = product(half, i -> Rational.of(2L * i + 1, n - 1L + 2L * i));
                r = half % 2 == 1 ? r.negate() : r;
                largest = r.compareTo(largest) > 0 && (v != Funk.LARGEST_AT_DEGREE_EIGHT || half > 2) ? r : largest;
            }
            if (!largest.equals(most)) {
                return Evidence.refuted("d = " + d + ": largest correlation " + largest + ", claimed " + most);
            }
            // A block of n <= d vectors multiplies the variance at most by 1 + (n - 1) times that.
            Rational factor = Rational.ONE.add(Rational.of(d - 1L).multiply(most));
            if (factor.compareTo(Rational.ONE.add(Rational.of(3, d + 1L))) > 0) {
                return Evidence.refuted("d = " + d + ": factor " + factor);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "d = 2 to 40, degrees up to 60, exactly");
    }

    private enum Term {
        STATEMENT,
        WITH_D_PLUS_ONE
    }

    /** 1 - prod_{i<k} (d+i)/(d+2i) >= 2 (1 - 2^(1-k)) / (d+2). */
    private static Evidence terms(Term v) {
        int compared = 0;
        for (int d = 1; d < 40; d++) {
            for (int k = 2; k < 40; k++) {
                int n = d;
                Rational left = Rational.ONE.subtract(product(k, i -> Rational.of(n + i, n + 2L * i)));
                Rational share = Rational.ONE.subtract(
                        new Rational(java.math.BigInteger.ONE, java.math.BigInteger.ONE.shiftLeft(k - 1)));
                Rational right = share.multiply(Rational.of(2, v == Term.STATEMENT ? d + 2L : d + 1L));
                if (left.compareTo(right) < 0) {
                    return Evidence.refuted("d = " + d + ", k = " + k + ": " + left + " below " + right);
                }
                compared++;
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "d and k below 40, exactly")
                .with("terms", compared);
    }

    private enum Gap {
        STATEMENT,
        GAP_TIMES_1_3,
        KERNEL_ALONE_SQUARED
    }

    /** MSE_ort <= MSE_iid - (2 (M - 1) / (M (d + 2))) (sigma - Lam)^2 for M <= d. */
    private static Evidence theorem(Gap v) {
        int decided = 0;
        double tightest = 0;
        for (int d : new int[] {2, 3, 5, 16, 64}) {
            for (int m : new int[] {2, d}) {
                for (double x : new double[] {0.0625, 0.5, 1, 2}) {
                    EntryMoments.Pair z = pair(x, x, 0.25);
                    EntryMoments ort = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.ORTHOGONAL, d, m);
                    Ball kernel = ort.kernel(z, P);
                    Ball lam = z.norms().shift(-1).negate().exp(P);
                    Ball base = v == Gap.KERNEL_ALONE_SQUARED ? kernel : kernel.subtract(lam, P);
                    Ball gap = base.square(P).multiply(Ball.of(2L * (m - 1)), P).divide(Ball.of((long) m * (d + 2)), P);
                    if (v == Gap.GAP_TIMES_1_3) {
                        gap = gap.multiply(Ball.of(13), P).divide(Ball.of(10), P);
                    }
                    Ball saved = ort.varianceBound(z, P).subtract(ort.variance(z, P), P);
                    Truth below = saved.less(gap);
                    if (below == Truth.TRUE) {
                        return Evidence.refuted("d = " + d + ", M = " + m + ", |x| = " + x + ": saved " + saved
                                + ", claimed at least " + gap);
                    }
                    if (below == Truth.UNDECIDED) {
                        return Evidence.undecided("d = " + d + ", M = " + m + " at " + P + " bits");
                    }
                    tightest = Math.max(
                            tightest,
                            gap.midpoint().toDouble() / saved.midpoint().toDouble());
                    decided++;
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "grid of widths, numbers of projections and norms")
                .with("decided", decided)
                .with("largest ratio to what is saved", tightest);
    }
}
