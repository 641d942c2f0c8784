package org.fiducial.theory.construction;

import java.util.Collections;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.theory.target.Polynomial;

/** Bernstein polynomials of values on a grid, sheet uat-single-layer C8 (b). */
public final class BernsteinPolynomial {
    private BernsteinPolynomial() {}

    /** sum over v of f(v/N) prod_j binom(N, v_j) x_j^v_j (1 - x_j)^(N - v_j), for one token of a table. */
    public static Polynomial of(int n, int degree, int token, KuhnCircuit.Table table) {
        Polynomial sum = new Polynomial(n, Collections.emptyMap());
        for (int[] v : KuhnCircuit.vertices(n, degree)) {
            Polynomial term = Polynomial.of(n, table.at(token, v));
            for (int j = 0; j < n; j++) {
                Polynomial x = Polynomial.variable(n, j);
                Polynomial rest = Polynomial.of(n, Rational.ONE).add(x.scale(Rational.of(-1)));
                term = term.multiply(x.power(v[j]))
                        .multiply(rest.power(degree - v[j]))
                        .scale(Rational.of(binomial(degree, v[j])));
            }
            sum = sum.add(term);
        }
        return sum;
    }

    private static long binomial(int n, int k) {
        long b = 1;
        for (int j = 1; j <= k; j++) {
            b = b * (n - j + 1) / j;
        }
        return b;
    }

    /** The distance of B_N f from f is at most sum_j Lip_j / (2 sqrt N); its square, for one constant in every coordinate. */
    public static Rational squaredError(int n, int degree, Rational lipschitz) {
        Rational sum = lipschitz.multiply(Rational.of(n));
        return sum.multiply(sum).divide(Rational.of(4L * degree));
    }

    /** The sheet's coarse ridge certificate with |P''| bounded by its coefficients, for {@code pieces} pieces. */
    public static Rational coarseCertificate(Polynomial f, int pieces) throws ConstructionException {
        Rational total = Rational.ZERO;
        for (var e : RidgeDecomposition.of(f).ridges().entrySet()) {
            List<Integer> w = e.getKey();
            long low = w.stream().mapToLong(k -> Math.min(0, k)).sum();
            long length = w.stream().mapToLong(Math::abs).sum();
            Rational reach = Rational.of(Math.max(-low, low + length));
            Rational second = Rational.ZERO;
            Rational power = Rational.ONE;
            for (int d = 2; d < e.getValue().size(); d++) {
                Rational c = e.getValue().get(d).abs().multiply(Rational.of((long) d * (d - 1)));
                second = second.add(c.multiply(power));
                power = power.multiply(reach);
            }
            Rational h = Rational.of(length, pieces);
            total = total.add(h.multiply(h).multiply(second).divide(Rational.of(8)));
        }
        return total;
    }
}
