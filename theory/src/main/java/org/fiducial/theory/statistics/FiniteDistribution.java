package org.fiducial.theory.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;

/**
 * A random quantity with finitely many outcomes of rational probability: expectations and variances are exact sums over all of them
 * (claim-kinds, section 6).
 *
 * @param probabilities outcome to probability; positive, of sum 1
 */
public record FiniteDistribution<X>(Map<X, Rational> probabilities) {
    public FiniteDistribution {
        probabilities = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        Rational sum = Rational.ZERO;
        for (Rational p : probabilities.values()) {
            if (p.signum() <= 0) {
                throw new IllegalArgumentException("probability " + p + ", expected a positive one");
            }
            sum = sum.add(p);
        }
        if (!sum.equals(Rational.ONE)) {
            throw new IllegalArgumentException("probabilities of sum " + sum + ", expected 1");
        }
    }

    /** The outcome that is certain. */
    public static <X> FiniteDistribution<X> certain(X x) {
        return new FiniteDistribution<>(Map.of(x, Rational.ONE));
    }

    /** All outcomes equally likely; an outcome named twice counts twice. */
    public static <X> FiniteDistribution<X> uniform(List<X> outcomes) {
        Map<X, Rational> p = new LinkedHashMap<>();
        for (X x : outcomes) {
            p.merge(x, Rational.of(1, outcomes.size()), Rational::add);
        }
        return new FiniteDistribution<>(p);
    }

    /** Vectors of n independent signs, each of probability 1/2: Rademacher draws. At most 20 signs. */
    public static FiniteDistribution<List<Integer>> signs(int n) {
        if (n < 0 || n > 20) {
            throw new IllegalArgumentException(n + " signs, expected 0 to 20");
        }
        List<List<Integer>> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << n; bits++) {
            List<Integer> s = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                s.add((bits >> i & 1) == 1 ? 1 : -1);
            }
            all.add(List.copyOf(s));
        }
        return uniform(all);
    }

    /**
     * Stochastic rounding of x to a format: the neighbours below and above, with probabilities that make it unbiased; x itself where the
     * format holds it.
     *
     * @throws ArithmeticException if x is beyond the format's finite numbers
     */
    public static FiniteDistribution<Rational> rounding(Rational x, Format format) {
        Dyadic near = truncated(x);
        long below = format.encode(near, Rounding.DOWNWARD);
        if (!format.isFinite(below) || !format.isFinite(format.nextUp(below))) {
            throw new ArithmeticException(x + " is beyond the finite numbers of " + format);
        }
        Rational low = Rational.of(format.decode(below));
        if (low.equals(x)) {
            return certain(x);
        }
        Rational high = Rational.of(format.decode(format.nextUp(below)));
        Rational up = x.subtract(low).divide(high.subtract(low));
        return up.equals(Rational.ONE)
                ? certain(high)
                : new FiniteDistribution<>(Map.of(low, Rational.ONE.subtract(up), high, up));
    }

    /** A dyadic number at most x and nearer to it than any format's spacing, so that both have the same neighbour below. */
    private static Dyadic truncated(Rational x) {
        int shift = 1100 + x.denominator().bitLength();
        return Dyadic.of(new Rational(x.numerator().shiftLeft(shift), x.denominator()).floor(), -shift);
    }

    /** The distribution of f of the outcome. */
    public <Y> FiniteDistribution<Y> map(Function<? super X, ? extends Y> f) {
        Map<Y, Rational> p = new LinkedHashMap<>();
        probabilities.forEach((x, weight) -> p.merge(f.apply(x), weight, Rational::add));
        return new FiniteDistribution<>(p);
    }

    /** The distribution of f of two independent outcomes. */
    public <Y, Z> FiniteDistribution<Z> with(
            FiniteDistribution<Y> other, BiFunction<? super X, ? super Y, ? extends Z> f) {
        Map<Z, Rational> p = new LinkedHashMap<>();
        probabilities.forEach((x, px) ->
                other.probabilities.forEach((y, py) -> p.merge(f.apply(x, y), px.multiply(py), Rational::add)));
        return new FiniteDistribution<>(p);
    }

    /** The exact expectation of f. */
    public Rational expectation(Function<? super X, Rational> f) {
        Rational sum = Rational.ZERO;
        for (Map.Entry<X, Rational> e : probabilities.entrySet()) {
            sum = sum.add(e.getValue().multiply(f.apply(e.getKey())));
        }
        return sum;
    }

    /** The exact variance of f. */
    public Rational variance(Function<? super X, Rational> f) {
        Rational mean = expectation(f);
        return expectation(x -> {
            Rational d = f.apply(x).subtract(mean);
            return d.multiply(d);
        });
    }
}
