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
