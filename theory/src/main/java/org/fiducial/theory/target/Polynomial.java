package org.fiducial.theory.target;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;

/**
 * A polynomial with rational coefficients.
 *
 * @param variables n
 * @param terms nonzero coefficients by exponents, one a variable
 */
public record Polynomial(int variables, Map<List<Integer>, Rational> terms) {
    private static final int MOST_TERMS = 4000;

    public Polynomial {
        Map<List<Integer>, Rational> kept = new LinkedHashMap<>();
        terms.forEach((exponents, c) -> {
            if (c.signum() != 0) {
                kept.put(List.copyOf(exponents), c);
            }
        });
        if (kept.size() > MOST_TERMS) {
            throw new ArithmeticException("a polynomial of " + kept.size() + " terms, expected at most " + MOST_TERMS);
        }
        terms = Collections.unmodifiableMap(kept);
    }

    /** The constant c. */
    public static Polynomial of(int variables, Rational c) {
        return new Polynomial(variables, Map.of(Collections.nCopies(variables, 0), c));
    }

    /** x_(index + 1). */
    public static Polynomial variable(int variables, int index) {
        List<Integer> e = new ArrayList<>(Collections.nCopies(variables, 0));
        e.set(index, 1);
        return new Polynomial(variables, Map.of(e, Rational.ONE));
    }

    /** The total degree; 0 for the zero polynomial. */
    public int degree() {
        return terms.keySet().stream()
                .mapToInt(e -> e.stream().mapToInt(Integer::intValue).sum())
                .max()
                .orElse(0);
    }

    public Polynomial add(Polynomial y) {
        Map<List<Integer>, Rational> sum = new LinkedHashMap<>(terms);
        y.terms.forEach((e, c) -> sum.merge(e, c, Rational::add));
        return new Polynomial(variables, sum);
    }

    public Polynomial multiply(Polynomial y) {
        Map<List<Integer>, Rational> product = new LinkedHashMap<>();
        terms.forEach((e, c) -> y.terms.forEach((f, d) -> {
            List<Integer> g = new ArrayList<>();
            for (int k = 0; k < variables; k++) {
                g.add(e.get(k) + f.get(k));
            }
            product.merge(g, c.multiply(d), Rational::add);
        }));
        return new Polynomial(variables, product);
    }

    /** Every coefficient times c. */
    public Polynomial scale(Rational c) {
        return multiply(of(variables, c));
    }

    /** The power with an exponent of at least 0. */
    public Polynomial power(int exponent) {
        Polynomial p = of(variables, Rational.ONE);
        for (int k = 0; k < exponent; k++) {
            p = p.multiply(this);
        }
        return p;
    }

    /** The value at a point. */
    public Rational at(List<Rational> x) {
        Rational sum = Rational.ZERO;
        for (Map.Entry<List<Integer>, Rational> term : terms.entrySet()) {
            Rational product = term.getValue();
            for (int k = 0; k < variables; k++) {
                for (int e = 0; e < term.getKey().get(k); e++) {
                    product = product.multiply(x.get(k));
                }
            }
            sum = sum.add(product);
        }
        return sum;
    }

    /** Polynomials in n variables; what is none is an ArithmeticException. */
    record Polynomials(int n) implements Expression.Algebra<Polynomial> {
        @Override
        public Polynomial constant(Rational x) {
            return of(n, x);
        }

        @Override
        public Polynomial pi() {
            throw new ArithmeticException("pi is no rational coefficient");
        }

        @Override
        public Polynomial variable(int index) {
            return Polynomial.variable(n, index);
        }

        @Override
        public Polynomial add(Polynomial x, Polynomial y) {
            return x.add(y);
        }

        @Override
        public Polynomial multiply(Polynomial x, Polynomial y) {
            return x.multiply(y);
        }

        @Override
        public Polynomial divide(Polynomial x, Polynomial y) {
            if (y.degree() > 0 || y.terms().isEmpty()) {
                throw new ArithmeticException("a quotient by " + y.terms() + " is no polynomial");
            }
            return x.scale(Rational.ONE.divide(y.terms().values().iterator().next()));
        }

        @Override
        public Polynomial negate(Polynomial x) {
            return x.scale(Rational.of(-1));
        }

        @Override
        public Polynomial power(Polynomial x, int exponent) {
            return x.power(exponent);
        }

        @Override
        public Polynomial max(Polynomial x, Polynomial y) {
            throw new ArithmeticException("a maximum is no polynomial");
        }

        @Override
        public Polynomial apply(Expression.Function f, Polynomial x) {
            throw new ArithmeticException(f + " of a polynomial is none");
        }
    }
}
