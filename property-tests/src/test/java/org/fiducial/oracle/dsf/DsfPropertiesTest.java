package org.fiducial.oracle.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fiducial.arithmetic.exact.Rational;

/**
 * Claims of sheet dsf by loops over single numbers, exact fractions where the claim is algebraic: nothing of the operator's classes or of the
 * claims' checks is used, so that an error in them has no second chance here.
 */
class DsfPropertiesTest {
    private static Rational[] draw(SplittableRandom random, int n) {
        Rational[] x = new Rational[n];
        for (int i = 0; i < n; i++) {
            int numerator = random.nextInt(1, 8) * (random.nextBoolean() ? 1 : -1);
            x[i] = Rational.of(numerator, random.nextInt(1, 6));
        }
        return x;
    }

    private static Rational times(Rational... factors) {
        Rational p = Rational.ONE;
        for (Rational f : factors) {
            p = p.multiply(f);
        }
        return p;
    }

    /** One feature, one channel: sums over pairs, form A, form B, and form A with the wrong index. */
    @Property(tries = 60)
    void dsfC1FormsOfSeparableAttention(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] phi = draw(random, length);
        Rational[] psi = draw(random, length);
        Rational[] eta = draw(random, length);
        Rational[] v = draw(random, length);
        Rational formA = Rational.ZERO;
        Rational formB = Rational.ZERO;
        Rational wrong = Rational.ZERO;
        boolean differs = false;
        Rational before = Rational.ONE;
        for (int i = 0; i < length; i++) {
            Rational y = Rational.ZERO;
            for (int j = 0; j <= i; j++) {
                y = y.add(times(phi[i], psi[j], v[j]).divide(eta[i]));
            }
            Rational decay = before.divide(eta[i]);
            formA = decay.multiply(formA).add(psi[i].divide(eta[i]).multiply(v[i]));
            formB = formB.add(psi[i].multiply(v[i]));
            wrong = decay.multiply(wrong).add(psi[i].divide(before).multiply(v[i]));
            assertEquals(y, phi[i].multiply(formA));
            assertEquals(y, phi[i].divide(eta[i]).multiply(formB));
            differs |= !y.equals(phi[i].multiply(wrong));
            before = eta[i];
        }
        assertTrue(differs || eta[0].equals(Rational.ONE));
    }

    /** A scalar system in other units, and as attention whose features are divided by products of decays. */
    @Property(tries = 60)
    void dsfC2C3UnitsAndHistoryAttention(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = 5;
        Rational[] lambda = draw(random, length);
        Rational[] b = draw(random, length);
        Rational[] c = draw(random, length);
        Rational[] u = draw(random, length);
        Rational[] unit = draw(random, length);
        Rational h = Rational.ZERO;
        Rational g = Rational.ZERO;
        Rational product = Rational.ONE;
        Rational sum = Rational.ZERO;
        for (int i = 0; i < length; i++) {
            h = lambda[i].multiply(h).add(b[i].multiply(u[i]));
            Rational from = i == 0 ? Rational.of(7) : unit[i - 1];
            g = unit[i].multiply(lambda[i]).divide(from).multiply(g).add(times(unit[i], b[i], u[i]));
            product = product.multiply(lambda[i]);
            sum = sum.add(b[i].multiply(u[i]).divide(product));
            assertEquals(c[i].multiply(h), c[i].divide(unit[i]).multiply(g));
            assertEquals(c[i].multiply(h), times(c[i], product, sum));
        }
    }

    /** On (y, y, z) the weights of the first two tokens differ by the factor lambda(y), which attention cannot have. */
    @Property(tries = 60)
    void dsfC4EqualTokensAndUnequalWeights(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] x = draw(random, 4);
        Rational first = times(x[0], x[1], x[2], x[3]);
        Rational second = times(x[0], x[1], x[2]);
        assertEquals(first, second.multiply(x[3]));
        if (!x[3].equals(Rational.ONE)) {
            assertNotEquals(first, second);
        }
    }

    /** e^(-a softplus(x)) and sigma(-x)^a. */
    @Property(tries = 200)
    void dsfC5TransitionsOfSsdAndReversedGate(
            @ForAll @IntRange(min = -80, max = 80) int tenths, @ForAll @IntRange(min = 0, max = 50) int rateTenths) {
        double x = tenths / 10.0;
        double a = rateTenths / 10.0;
        double ssd = Math.exp(-a * Math.log1p(Math.exp(x)));
        assertEquals(1, Math.pow(1 / (1 + Math.exp(x)), a) / ssd, 1e-12);
    }

    /** One number of state: all minors of two rows and columns across a split vanish. */
    @Property(tries = 60)
    void dsfC7RankOneAcrossASplit(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] lambda = draw(random, 4);
        Rational[] b = draw(random, 4);
        Rational[] c = draw(random, 4);
        Rational[][] kernel = new Rational[4][4];
        for (int i = 2; i < 4; i++) {
            for (int j = 0; j < 2; j++) {
                Rational p = c[i].multiply(b[j]);
                for (int l = j + 1; l <= i; l++) {
                    p = p.multiply(lambda[l]);
                }
                kernel[i][j] = p;
            }
        }
        assertEquals(kernel[2][0].multiply(kernel[3][1]), kernel[2][1].multiply(kernel[3][0]));
    }

    /** det (3^(q_i k_j)) > 0 for rising integers, by fraction-free elimination in integers. */
    @Property(tries = 60)
    void dsfC8MinorsOfTheExponentialKernelArePositive(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int n) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] q = new int[n];
        int[] k = new int[n];
        for (int i = 0; i < n; i++) {
            q[i] = (i == 0 ? 0 : q[i - 1]) + random.nextInt(1, 4);
            k[i] = (i == 0 ? 0 : k[i - 1]) + random.nextInt(1, 4);
        }
        BigInteger[][] m = new BigInteger[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = BigInteger.valueOf(3).pow(q[i] * k[j]);
            }
        }
        BigInteger before = BigInteger.ONE;
        for (int p = 0; p < n; p++) {
            assertEquals(1, m[p][p].signum(), "leading minor " + (p + 1));
            for (int i = p + 1; i < n; i++) {
                for (int j = p + 1; j < n; j++) {
                    m[i][j] = m[i][j].multiply(m[p][p])
                            .subtract(m[i][p].multiply(m[p][j]))
                            .divide(before);
                }
            }
            before = m[p][p];
        }
    }

    /** (b) and (c) with errors far above those of binary64. */
    @Property(tries = 200)
    void dsfC9TruncatedExponential(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int order) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[3];
        double[] v = new double[3];
        double rho = 0;
        for (int j = 0; j < 3; j++) {
            x[j] = random.nextDouble(0.3, 1) * (random.nextBoolean() ? 1 : -1);
            v[j] = random.nextDouble(-2, 2);
            rho = Math.max(rho, Math.abs(x[j]));
        }
        double eps = Math.exp(rho) * power(rho, order + 1) / factorial(order + 1);
        double[] sums = new double[4];
        for (int j = 0; j < 3; j++) {
            double kernel = 0;
            for (int p = 0; p <= order; p++) {
                kernel += power(x[j], p) / factorial(p);
            }
            double r = kernel / Math.exp(x[j]) - 1;
            double size = Math.abs(x[j]);
            double bound = power(size, order + 1) / factorial(order + 1) * (x[j] < 0 ? Math.exp(size) : 1);
            assertTrue(Math.abs(r) <= bound && (x[j] < 0 || r <= 0), x[j] + " " + r + " " + bound);
            sums[0] += Math.exp(x[j]);
            sums[1] += Math.exp(x[j]) * v[j];
            sums[2] += kernel;
            sums[3] += kernel * v[j];
        }
        double y = sums[1] / sums[0];
        double spread = 0;
        for (double value : v) {
            spread = Math.max(spread, Math.abs(value - y));
        }
        if (eps < 1) {
            assertTrue(Math.abs(sums[3] / sums[2] - y) <= eps / (1 - eps) * spread);
        }
    }

    private static double power(double x, int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= x;
        }
        return p;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    /** No matrix of rank 1 comes nearer to [[1, 1], [1, e]] than (e - 1) / (e + 3): descent from random starts. */
    @Property(tries = 40)
    void dsfC10NoRankOneMatrixIsNearer(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = {random.nextDouble(0, 2), random.nextDouble(0, 2), random.nextDouble(0, 2), random.nextDouble(0, 2)
        };
        double best = error(x);
        double step = 0.5;
        for (int k = 0; k < 4000; k++) {
            double[] y = x.clone();
            for (int i = 0; i < 4; i++) {
                y[i] += step * (random.nextDouble() - 0.5);
            }
            double e = error(y);
            if (e < best) {
                best = e;
                x = y;
            } else {
                step = Math.max(1e-9, step * 0.998);
            }
        }
        double least = (Math.E - 1) / (Math.E + 3);
        assertTrue(best >= least - 1e-12, best + " below " + least);
        assertTrue(least < 0.30048919 && least > 0.30048918);
    }

    private static double error(double[] x) {
        double e = Math.max(Math.abs(x[0] * x[2] - 1), Math.abs(x[0] * x[3] - 1));
        return Math.max(e, Math.max(Math.abs(x[1] * x[2] - 1), Math.abs(x[1] * x[3] - Math.E)));
    }

    /** ||I - a b^T||_F^2 >= L - 1, in exact fractions. */
    @Property(tries = 60)
    void dsfC11RankOneCannotRecallMore(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] x = draw(random, length);
        Rational[] y = draw(random, length);
        Rational sum = Rational.ZERO;
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < length; j++) {
                Rational d = Rational.of(i == j ? 1 : 0).subtract(x[i].multiply(y[j]));
                sum = sum.add(d.multiply(d));
            }
        }
        assertTrue(sum.compareTo(Rational.of(length - 1L)) >= 0);
    }

    /** Segments (Lambda, b) under (D18), from the left and from the right, against the state. */
    @Property(tries = 60)
    void dsfC12ScanFromBothEnds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] lambda = draw(random, length);
        Rational[] b = draw(random, length);
        Rational h = Rational.ZERO;
        Rational decay = Rational.ONE;
        Rational offset = Rational.ZERO;
        for (int i = 0; i < length; i++) {
            h = lambda[i].multiply(h).add(b[i]);
        }
        for (int i = length - 1; i >= 0; i--) {
            offset = offset.add(decay.multiply(b[i]));
            decay = decay.multiply(lambda[i]);
        }
        assertEquals(h, offset);
    }

    /** Zero-order hold of constant input: 1 - prod lambda; and normalised attention on a repeated token. */
    @Property(tries = 100)
    void dsfC13RowSums(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        double a = random.nextDouble(0.1, 3);
        double h = 0;
        double product = 1;
        for (int i = 0; i < length; i++) {
            double lambda = Math.exp(-a * random.nextDouble(0.01, 2));
            h = lambda * h + (1 - lambda) / a;
            product *= lambda;
        }
        assertEquals(1 - product, a * h, 1e-12);
    }

    /** (a), (b) and (c) at random arguments. */
    @Property(tries = 200)
    void dsfC14Discretisations(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double a = random.nextDouble(0.1, 4);
        double h = 0;
        double largest = 0;
        double most = 0;
        for (int i = 0; i < 50; i++) {
            double delta = random.nextDouble(0.05, 3);
            double u = random.nextDouble(-1, 1);
            h = Math.exp(-a * delta) * h + delta * u;
            largest = Math.max(largest, delta);
            most = Math.max(most, Math.abs(u));
            assertTrue(Math.abs(h) <= most * (1 / a + largest));
            double hold = -Math.expm1(-a * delta) / a;
            assertTrue(delta - hold >= 0 && delta - hold <= a * delta * delta / 2);
            double z = -a * delta;
            double difference = Math.abs(Math.exp(z) - (1 + z / 2) / (1 - z / 2));
            assertTrue(difference <= -z * z * z / 12 + 1e-15);
        }
    }

    /** Constant coefficients: the recurrence is a convolution with C Lambda^t B. */
    @Property(tries = 60)
    void dsfC15Convolution(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Rational[] x = draw(random, 4);
        Rational[] u = draw(random, length);
        Rational h = Rational.ZERO;
        for (int i = 0; i < length; i++) {
            h = x[0].multiply(h).add(x[1].multiply(u[i]));
            Rational y = x[3].multiply(u[i]);
            Rational k = x[2].multiply(x[1]);
            for (int t = 0; t <= i; t++) {
                y = y.add(k.multiply(u[i - t]));
                k = k.multiply(x[0]);
            }
            assertEquals(y, x[2].multiply(h).add(x[3].multiply(u[i])));
        }
    }
}
