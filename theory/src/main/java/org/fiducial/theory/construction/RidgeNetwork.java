package org.fiducial.theory.construction;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Polynomial;
import org.fiducial.theory.target.Target;

/**
 * The builder of sheet uat-single-layer C7: one attention layer and one hidden layer for polynomial targets. Each token's polynomial is a sum
 * of ridges P_w(w.x), each replaced by its chords over equal pieces; a unit of another token is off because its argument is not positive.
 * Knots are binary fractions, slopes are rounded each so as to lead to the next value, and the certificate is about the rounded ones.
 */
public final class RidgeNetwork {
    private static final int MOST_UNITS = 30_000;

    private RidgeNetwork() {}

    /** A token's ridge: its direction, its polynomial, where its knots are, and slopes by piece. */
    record Ridge(int token, List<Integer> direction, List<Rational> polynomial, int pieces, Rational[] slopes) {
        long low() {
            return direction.stream().mapToLong(w -> Math.min(0, w)).sum();
        }

        long length() {
            return direction.stream().mapToLong(Math::abs).sum();
        }

        Rational knot(int k) {
            return Rational.of(low()).add(Rational.of(length() * k, pieces));
        }
    }

    /**
     * Builds and certifies a network.
     *
     * @throws ConstructionException if the target is no polynomial, or needs too many units
     */
    public static Construction of(Target target, Norm norm, double eps) throws ConstructionException {
        List<Polynomial> polynomials = target.polynomials();
        if (polynomials.isEmpty()) {
            throw new ConstructionException("the target is no polynomial with rational coefficients, expected one");
        }
        int n = target.n();
        double goal = InterpolatingNetwork.entryGoal(n, norm, eps);
        List<RidgeDecomposition> parts = new ArrayList<>();
        for (Polynomial p : polynomials) {
            parts.add(RidgeDecomposition.of(p));
        }
        int directions = parts.stream().mapToInt(p -> p.ridges().size()).sum();
        for (int pieces = 1; (long) pieces * directions <= MOST_UNITS; pieces *= 2) {
            Built built = built(parts, pieces);
            double entry = built.largestError();
            if (entry <= goal) {
                double bound = norm.isSup() ? entry : Interval.productUp(entry, CellBoxes.root(n, norm.power()));
                Map<String, String> facts = new LinkedHashMap<>();
                facts.put("pieces of each ridge", String.valueOf(pieces));
                facts.put("ridges", String.valueOf(directions));
                facts.put("attention error", String.valueOf(built.attentionError()));
                TransformerNetwork<SparseMatrix> network =
                        Gather.network(n, Gather.EXPONENT, built.feedForward(direct(n)));
                return new Construction(
                        "uat-single-layer",
                        "ridge network, 1 hidden layer (uat-single-layer-C7)",
                        target,
                        norm,
                        network,
                        bound,
                        facts);
            }
            if (directions == 0) {
                break;
            }
        }
        throw new ConstructionException("ridges within " + eps + " need more than " + MOST_UNITS
                + " units, expected fewer: take a larger eps, or a polynomial of smaller degree");
    }

    private static List<LinearForm> direct(int n) {
        List<LinearForm> y = new ArrayList<>();
        for (int k = 1; k <= n; k++) {
            y.add(Gather.gathered(n, k));
        }
        return y;
    }

    /** The network for base rho = 2^exponent in exact fractions with 2^n for exp, decoded by (D9); for checks of the claim. */
    public static TransformerNetwork<SparseMatrix> inBaseTwo(List<Polynomial> polynomials, int pieces, int exponent)
            throws ConstructionException {
        List<RidgeDecomposition> parts = new ArrayList<>();
        for (Polynomial p : polynomials) {
            parts.add(RidgeDecomposition.of(p));
        }
        int n = polynomials.size();
        Rational rho = Rational.of(1L << exponent);
        return Gather.network(n, exponent, built(parts, pieces).feedForward(Gather.decoded(n, rho)));
    }

    /** The certified distance of each token's output from its polynomial, gathered exactly. */
    public static double[] certificates(List<Polynomial> polynomials, int pieces) throws ConstructionException {
        List<RidgeDecomposition> parts = new ArrayList<>();
        for (Polynomial p : polynomials) {
            parts.add(RidgeDecomposition.of(p));
        }
        return built(parts, pieces).errors();
    }

    private static Built built(List<RidgeDecomposition> parts, int pieces) {
        List<Ridge> ridges = new ArrayList<>();
        Rational[] constants = new Rational[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            Rational constant = parts.get(i).constant();
            for (Map.Entry<List<Integer>, List<Rational>> e :
                    parts.get(i).ridges().entrySet()) {
                Ridge empty = new Ridge(i, e.getKey(), e.getValue(), pieces, new Rational[pieces]);
                slopes(empty);
                ridges.add(empty);
                constant = constant.add(value(e.getValue(), Rational.of(empty.low())));
            }
            constants[i] = Rational.of(Dyadic.of(Interval.of(constant).middle()));
        }
        return new Built(parts.size(), parts, ridges, constants);
    }

    /** Slopes rounded to multiples of a power of two, each so as to lead from the value reached to the next one. */
    private static void slopes(Ridge r) {
        double largest = 1;
        Rational h = Rational.of(r.length(), r.pieces());
        for (int k = 0; k < r.pieces(); k++) {
            Rational rise = value(r.polynomial(), r.knot(k + 1)).subtract(value(r.polynomial(), r.knot(k)));
            largest = Math.max(largest, Interval.of(rise.divide(h)).magnitude());
        }
        int unit = Math.getExponent(largest) + 2 - 48;
        Rational start = value(r.polynomial(), r.knot(0));
        Rational reached = Rational.ZERO;
        for (int k = 0; k < r.pieces(); k++) {
            Rational rise = value(r.polynomial(), r.knot(k + 1)).subtract(start).subtract(reached);
            r.slopes()[k] = rounded(rise.divide(h), unit);
            reached = reached.add(r.slopes()[k].multiply(h));
        }
    }

    private static Rational rounded(Rational x, int unit) {
        BigInteger scaled = x.numerator().shiftLeft(64).divide(x.denominator());
        return Rational.of(Dyadic.of(scaled, -64).roundToMultiple(unit, Rounding.TIES_TO_EVEN));
    }

    static Rational value(List<Rational> polynomial, Rational s) {
        Rational v = Rational.ZERO;
        for (int d = polynomial.size() - 1; d >= 0; d--) {
            v = v.multiply(s).add(polynomial.get(d));
        }
        return v;
    }

    /** Chords of all ridges and their certificates. */
    private record Built(int n, List<RidgeDecomposition> parts, List<Ridge> ridges, Rational[] constants) {
        /** Hidden units R(w.x - s_k - L (1 - e_i)) with the changes of slope, and R(e_i) with the constants. */
        FeedForward<SparseMatrix> feedForward(List<LinearForm> coordinates) {
            List<LinearForm> units = new ArrayList<>();
            List<Rational> weights = new ArrayList<>();
            for (Ridge r : ridges) {
                LinearForm along = LinearForm.ZERO;
                for (int j = 0; j < n; j++) {
                    along = along.plus(
                            coordinates.get(j).times(Rational.of(r.direction().get(j))));
                }
                LinearForm gate = Gather.position(r.token() + 1).plus(-1).times(Rational.of(r.length()));
                Rational before = Rational.ZERO;
                for (int k = 0; k < r.pieces(); k++) {
                    Rational change = r.slopes()[k].subtract(before);
                    if (change.signum() != 0) {
                        LinearForm knot = new LinearForm(r.knot(k).negate(), Map.of());
                        units.add(along.plus(gate).plus(knot));
                        weights.add(change);
                    }
                    before = r.slopes()[k];
                }
            }
            for (int i = 0; i < n; i++) {
                if (constants[i].signum() != 0) {
                    units.add(Gather.position(i + 1));
                    weights.add(constants[i]);
                }
            }
            if (units.isEmpty()) {
                units.add(Gather.position(1));
                weights.add(Rational.ZERO);
            }
            SparseMatrix out = new SparseMatrix(units.size(), Gather.channels(n));
            for (int u = 0; u < weights.size(); u++) {
                out.set(u, Gather.output(n), weights.get(u));
            }
            return new FeedForward<>(List.of(Circuit.affine(Gather.channels(n), units), new Affine<>(out, null)), true);
        }

        /** By token, read off the weights: chords, rounded slopes and rounded constants together. */
        double[] errors() {
            return new RidgeEvaluation(n, feedForward(direct(n))).errors(parts);
        }

        /** What the distance of gathered from true inputs can do: slopes times the entries of w. */
        double attentionError() {
            double worst = 0;
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (Ridge r : ridges) {
                    double slope = 0;
                    for (Rational m : r.slopes()) {
                        slope = Math.max(slope, Interval.of(m).magnitude());
                    }
                    sum = r.token() == i ? Interval.up(sum, Interval.productUp(slope, r.length())) : sum;
                }
                worst = Math.max(worst, sum);
            }
            return Interval.productUp(worst, Gather.distance(n));
        }

        double largestError() {
            double worst = 0;
            for (double e : errors()) {
                worst = Math.max(worst, e);
            }
            return Interval.up(worst, attentionError());
        }
    }
}
