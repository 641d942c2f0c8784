package org.fiducial.arithmetic.block;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.tensor.Matrix;

/** Reference values in decimal arithmetic, sharing no code with the engines. */
final class Digits {
    static final MathContext MC = new MathContext(110, RoundingMode.HALF_EVEN);

    private Digits() {}

    /** e^x with a relative error below 1e-95; 0 below -5000. */
    static BigDecimal exp(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(-5000)) < 0) {
            return BigDecimal.ZERO;
        }
        int halvings = 12 + Math.max(0, x.toBigInteger().abs().bitLength());
        BigDecimal y = x.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), MC);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; n < 40; n++) {
            term = term.multiply(y, MC).divide(BigDecimal.valueOf(n), MC);
            sum = sum.add(term, MC);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, MC);
        }
        return sum;
    }

    /** ln x by Newton's iteration. */
    static BigDecimal log(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
        for (int i = 0; i < 4; i++) {
            BigDecimal e = exp(y);
            y = y.add(BigDecimal.valueOf(2).multiply(x.subtract(e)).divide(x.add(e), MC), MC);
        }
        return y;
    }

    static BigDecimal tanh(BigDecimal x) {
        BigDecimal e = exp(x.add(x));
        return e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), MC);
    }

    /** sin x or cos x by the power series, for |x| up to about 200. */
    static BigDecimal wave(BigDecimal x, boolean sine) {
        MathContext mc = new MathContext(300);
        BigDecimal z = x.multiply(x).negate();
        BigDecimal term = sine ? x : BigDecimal.ONE;
        BigDecimal sum = term;
        for (int n = sine ? 1 : 0; n < 1200; n += 2) {
            term = term.multiply(z, mc).divide(BigDecimal.valueOf((n + 1L) * (n + 2)), mc);
            sum = sum.add(term, mc);
        }
        return sum;
    }

    /** erf x by its alternating power series, for |x| up to about 7. */
    static BigDecimal erf(BigDecimal x) {
        MathContext mc = new MathContext(150);
        BigDecimal z = x.multiply(x).negate();
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; n < 400; n++) {
            power = power.multiply(z, mc).divide(BigDecimal.valueOf(n), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), mc), mc);
        }
        // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239)
        BigDecimal pi = arctanOfReciprocal(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(arctanOfReciprocal(239).multiply(BigDecimal.valueOf(4)));
        return sum.multiply(BigDecimal.valueOf(2)).divide(pi.sqrt(MC), MC);
    }

    private static BigDecimal arctanOfReciprocal(int n) {
        MathContext mc = new MathContext(150);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), mc);
        BigDecimal sum = power;
        for (int k = 1; k < 120; k++) {
            power = power.divide(BigDecimal.valueOf(-(long) n * n), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), mc), mc);
        }
        return sum;
    }

    static BigDecimal scale(Scale tau) {
        return tau.factor()
                .toBigDecimal()
                .divide(BigDecimal.valueOf(tau.radicand()).sqrt(MC), MC);
    }

    /** Logits, sheet softmax-attention (D1). */
    static BigDecimal[][] logits(Matrix q, Matrix k, Scale tau) {
        BigDecimal t = scale(tau);
        BigDecimal[][] s = new BigDecimal[q.rows()][k.rows()];
        for (int i = 0; i < q.rows(); i++) {
            for (int j = 0; j < k.rows(); j++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int l = 0; l < q.columns(); l++) {
                    sum = sum.add(new BigDecimal(q.get(i, l)).multiply(new BigDecimal(k.get(j, l))));
                }
                s[i][j] = sum.multiply(t, MC);
            }
        }
        return s;
    }

    /** Weights, (D3), (D5). */
    static BigDecimal[][] softmax(BigDecimal[][] s, AllowedKeys allowed) {
        BigDecimal[][] p = new BigDecimal[s.length][];
        for (int i = 0; i < s.length; i++) {
            p[i] = new BigDecimal[s[i].length];
            BigDecimal max = null;
            for (int j = 0; j < s[i].length; j++) {
                if (allowed.allows(i, j)) {
                    max = max == null ? s[i][j] : max.max(s[i][j]);
                }
            }
            BigDecimal z = BigDecimal.ZERO;
            for (int j = 0; j < s[i].length; j++) {
                p[i][j] = max != null && allowed.allows(i, j) ? exp(s[i][j].subtract(max)) : BigDecimal.ZERO;
                z = z.add(p[i][j], MC);
            }
            for (int j = 0; j < s[i].length && max != null; j++) {
                p[i][j] = p[i][j].divide(z, MC);
            }
        }
        return p;
    }

    static BigDecimal[][] times(BigDecimal[][] p, Matrix v) {
        BigDecimal[][] o = new BigDecimal[p.length][v.columns()];
        for (int i = 0; i < p.length; i++) {
            for (int c = 0; c < v.columns(); c++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int j = 0; j < v.rows(); j++) {
                    if (p[i][j].signum() != 0) {
                        sum = sum.add(p[i][j].multiply(new BigDecimal(v.get(j, c)), MC), MC);
                    }
                }
                o[i][c] = sum;
            }
        }
        return o;
    }

    static BigDecimal[][] attention(Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        return times(softmax(logits(q, k, tau), allowed), v);
    }
}
