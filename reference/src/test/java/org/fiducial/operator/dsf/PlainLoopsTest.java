package org.fiducial.operator.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.Block;
import org.fiducial.arithmetic.complex.Complex;
import org.fiducial.arithmetic.complex.ComplexReals;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** Each mixer against loops over scalars, written from the equations of sheet dsf without the operator's classes. */
class PlainLoopsTest {
    private static final int L = 7;
    private static final int D = 3;
    private static final int N = 4;
    private static final Binary64Blocks A = new Binary64Blocks();

    private final SplittableRandom random = new SplittableRandom(7);

    private double[][] draw(int rows, int columns) {
        double[][] x = new double[rows][columns];
        for (double[] row : x) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextInt(-32, 33) / 16.0;
            }
        }
        return x;
    }

    private static Block block(double[][] x) {
        double[] v = new double[x.length * x[0].length];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(x[i], 0, v, i * x[0].length, x[0].length);
        }
        return A.literal(new Matrix(x.length, x[0].length, v));
    }

    private static void assertNear(double[][] expected, Block found) {
        Enclosures e = A.enclosures(found);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertEquals(expected[i][j], e.mid()[i * e.columns() + j], 1e-12 * (1 + Math.abs(expected[i][j])));
            }
        }
    }

    private static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** (D10) with projected step sizes, and (D12), (D13) by their factors. */
    @Test
    void stateSpaces() {
        double[][] u = draw(L, D);
        double[][] down = draw(1, D);
        double[][] up = draw(D, 1);
        double[][] bias = draw(1, D);
        double[][] rates = draw(D, N);
        double[][] b = draw(L, N);
        double[][] c = draw(L, N);
        double[][] skip = draw(D, 1);
        for (double[] row : rates) {
            for (int m = 0; m < N; m++) {
                row[m] = Math.abs(row[m]) + 0.25;
            }
        }
        for (Discretisation d : Discretisation.values()) {
            double[][] y = new double[L][D];
            double[][] h = new double[D][N];
            for (int i = 0; i < L; i++) {
                double inner = 0;
                for (int k = 0; k < D; k++) {
                    inner += down[0][k] * u[i][k];
                }
                for (int k = 0; k < D; k++) {
                    double delta = softplus(up[k][0] * inner + bias[0][k]);
                    y[i][k] = skip[k][0] * u[i][k];
                    for (int m = 0; m < N; m++) {
                        double z = delta * rates[k][m];
                        double decay = d == Discretisation.BILINEAR ? (1 - z / 2) / (1 + z / 2) : Math.exp(-z);
                        double in =
                                switch (d) {
                                    case EULER -> delta;
                                    case ZERO_ORDER_HOLD -> -Math.expm1(-z) / rates[k][m];
                                    case BILINEAR -> delta / (1 + z / 2);
                                };
                        h[k][m] = decay * h[k][m] + in * b[i][m] * u[i][k];
                        y[i][k] += c[i][m] * h[k][m];
                    }
                }
            }
            Block tokens = block(u);
            Block delta = StateSpace.stepSizes(A, tokens, block(down), block(up), block(bias));
            DynamicalSystem<Block> system =
                    StateSpace.selective(A, d, delta, block(rates), block(b), block(c), block(skip));
            assertNear(y, system.recurrence(A, tokens).outputs());
            assertNear(y, ChunkedScan.chunks(A, system, tokens, 3).outputs());
            assertNear(y, ChunkedScan.doubling(A, system, tokens).outputs());
            assertNear(y, CausalKernel.outputs(A, system, tokens));
            if (d != Discretisation.BILINEAR) {
                assertNear(
                        y,
                        ChunkedScan.logarithmic(A, system, StateSpace.exponents(A, delta, block(rates)), tokens, 3)
                                .outputs());
            }
        }
    }

    /** (D7), (D9) and softmax by sums over pairs. */
    @Test
    void attentions() {
        double[][] q = draw(L, N);
        double[][] k = draw(L, N);
        double[][] v = draw(L, D);
        double[][] gate = draw(L, 1);
        double[][] linear = new double[L][D];
        double[][] normalised = new double[L][D];
        for (int i = 0; i < L; i++) {
            double eta = 0;
            for (int j = 0; j <= i; j++) {
                double w = 0;
                double plain = 0;
                for (int m = 0; m < N; m++) {
                    double a = q[i][m] > 0 ? q[i][m] + 1 : Math.exp(q[i][m]);
                    double b = k[j][m] > 0 ? k[j][m] + 1 : Math.exp(k[j][m]);
                    w += a * b;
                    plain += q[i][m] * k[j][m];
                }
                eta += w;
                for (int e = 0; e < D; e++) {
                    linear[i][e] += w * v[j][e];
                    normalised[i][e] += plain * v[j][e] / Math.exp(gate[i][0]);
                }
            }
            for (int e = 0; e < D; e++) {
                linear[i][e] /= eta;
            }
        }
        Block phi = Activations.onePlusElu(A, block(q));
        Block psi = Activations.onePlusElu(A, block(k));
        assertNear(linear, SeparableAttention.linear(A, phi, psi, null).output(A, block(v)));
        Block eta = NormaliserFunction.EXPONENTIAL.of(A, block(gate));
        assertNear(normalised, new SeparableAttention<>(block(q), block(k), eta, null).output(A, block(v)));
        assertEquals(
                softplus(0.5),
                A.enclosures(NormaliserFunction.SOFTPLUS.of(A, block(new double[][] {{0.5}})))
                        .mid()[0],
                1e-14);
        assertEquals(
                sigmoid(-0.5),
                A.enclosures(NormaliserFunction.SIGMOID.of(A, block(new double[][] {{-0.5}})))
                        .mid()[0],
                1e-14);
    }

    /** (D15) in both forms, the paper's and the expanded one of the code. */
    @Test
    void realGatedUnits() {
        double[][] u = draw(L, D);
        double[][] r = draw(L, D);
        double[][] g = draw(L, D);
        double[][] theta = draw(1, D);
        double[][] wide = draw(D, N);
        double[][] b = draw(L, N);
        double[][] c = draw(L, N);
        double[][] plain = new double[L][D];
        double[][] expanded = new double[L][D];
        double[] h = new double[D];
        double[][] state = new double[D][N];
        for (int i = 0; i < L; i++) {
            for (int k = 0; k < D; k++) {
                double lambda = Math.exp(-8 * softplus(theta[0][k]) * sigmoid(r[i][k]));
                h[k] = lambda * h[k] + Math.sqrt(1 - lambda * lambda) * sigmoid(g[i][k]) * u[i][k];
                plain[i][k] = h[k];
                for (int m = 0; m < N; m++) {
                    double l = Math.exp(-8 * softplus(wide[k][m]) * sigmoid(r[i][k]));
                    state[k][m] = l * state[k][m] + Math.sqrt(1 - l * l + 1e-6) * b[i][m] * u[i][k];
                    expanded[i][k] += c[i][m] * state[k][m];
                }
            }
        }
        Block gates = Activations.sigmoid(A, block(r));
        Block decay = RealGatedLru.decay(A, block(theta), gates);
        Block input = A.multiply(
                RealGatedLru.inputFactor(A, decay, RealGatedLru.Root.PAPER), Activations.sigmoid(A, block(g)));
        assertNear(
                plain, RealGatedLru.of(A, decay, input).recurrence(A, block(u)).outputs());
        assertNear(
                expanded,
                RealGatedLru.expanded(A, block(wide), gates, block(b), block(c), null, RealGatedLru.Root.CODE)
                        .recurrence(A, block(u))
                        .outputs());
    }

    /** (D16) with complex numbers as pairs of doubles. */
    @Test
    void complexUnit() {
        double[][] u = draw(L, D);
        double[][] nu = draw(N, 1);
        double[][] theta = draw(N, 1);
        double[][] bRe = draw(N, D);
        double[][] bIm = draw(N, D);
        double[][] cRe = draw(D, N);
        double[][] cIm = draw(D, N);
        double[][] y = new double[L][D];
        double[] re = new double[N];
        double[] im = new double[N];
        for (int i = 0; i < L; i++) {
            for (int m = 0; m < N; m++) {
                double size = Math.exp(-Math.exp(nu[m][0]));
                double lr = size * Math.cos(Math.exp(theta[m][0]));
                double li = size * Math.sin(Math.exp(theta[m][0]));
                double gamma = Math.sqrt(1 - size * size);
                double x = lr * re[m] - li * im[m];
                double z = lr * im[m] + li * re[m];
                for (int k = 0; k < D; k++) {
                    x += gamma * bRe[m][k] * u[i][k];
                    z += gamma * bIm[m][k] * u[i][k];
                }
                re[m] = x;
                im[m] = z;
                for (int k = 0; k < D; k++) {
                    y[i][k] += cRe[k][m] * x - cIm[k][m] * z;
                }
            }
        }
        ComplexReals<Block> complex = new ComplexReals<>(A);
        Complex<Block> lambda = ComplexLru.eigenvalues(A, block(nu), block(theta));
        DenseStep<Complex<Block>> step = ComplexLru.step(
                A,
                lambda,
                ComplexLru.inputFactor(A, lambda),
                new Complex<>(block(bRe), block(bIm)),
                new Complex<>(block(cRe), block(cIm)));
        assertNear(
                y,
                Convolution.invariant(step, L)
                        .recurrence(complex, complex.of(block(u)))
                        .outputs()
                        .real());
    }

    /** Features of both bases against the kernel, with roots of weights in the features. */
    @Test
    void truncatedFeatures() {
        double[][] q = draw(2, D);
        double[][] k = draw(3, D);
        for (TruncatedExponential.Basis basis : TruncatedExponential.Basis.values()) {
            Block left = TruncatedExponential.features(A, block(q), 4, basis).scaled(A);
            Block right = TruncatedExponential.features(A, block(k), 4, basis).scaled(A);
            double[][] expected = new double[2][3];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    double x = 0;
                    for (int m = 0; m < D; m++) {
                        x += q[i][m] * k[j][m];
                    }
                    expected[i][j] = 1 + x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24;
                }
            }
            assertNear(expected, A.matmul(left, A.transpose(right)));
            assertEquals(basis == TruncatedExponential.Basis.TENSOR ? 1 + 3 + 9 + 27 + 81 : 35, A.columns(left));
        }
    }

    /** (D17): the run with feedback, and the same run as a system with frozen gates. */
    @Test
    void feedbackLstm() {
        double[][] u = draw(L, D);
        double[][] w = draw(N, D);
        double[][][] gates = {draw(N, D), draw(N, D), draw(N, D)};
        double[][][] feedback = {draw(N, N), draw(N, N), draw(N, N)};
        double[][][] bias = {draw(N, 1), draw(N, 1), draw(N, 1)};
        double[][] y = new double[L][N];
        double[] h = new double[N];
        double[] before = new double[N];
        for (int i = 0; i < L; i++) {
            double[] now = new double[N];
            for (int k = 0; k < N; k++) {
                double[] gate = new double[3];
                double x = 0;
                for (int e = 0; e < D; e++) {
                    x += w[k][e] * u[i][e];
                }
                for (int t = 0; t < 3; t++) {
                    double sum = bias[t][k][0];
                    for (int e = 0; e < D; e++) {
                        sum += gates[t][k][e] * u[i][e];
                    }
                    for (int e = 0; e < N; e++) {
                        sum += feedback[t][k][e] * before[e];
                    }
                    gate[t] = sigmoid(sum);
                }
                h[k] = gate[0] * h[k] + gate[1] * x;
                now[k] = gate[2] * Math.tanh(h[k]);
            }
            before = now;
            y[i] = now;
        }
        java.util.List<FeedbackLstm.Gate<Block>> all = new java.util.ArrayList<>();
        for (int t = 0; t < 3; t++) {
            all.add(new FeedbackLstm.Gate<>(block(gates[t]), block(feedback[t]), block(bias[t])));
        }
        FeedbackLstm.Run<Block> run = FeedbackLstm.run(A, all.get(0), all.get(1), all.get(2), block(w), block(u));
        assertNear(y, run.trajectory().outputs());
        assertNear(y, run.frozen(A, block(w)).recurrence(A, block(u)).outputs());
    }

    /** The block of (D14) with its convolution of width 4 and the exact gelu. */
    @Test
    void quasiLstmBlock() {
        double[][] u = draw(L, D);
        double[][][] in = {draw(N, D), draw(N, D)};
        double[][] conv = draw(N, 4);
        double[][][] w = {draw(N, N), draw(N, N), draw(N, N)};
        double[][] out = draw(D, N);
        double[][] x = new double[L][N];
        double[][] y = new double[L][D];
        double[] h = new double[N];
        for (int i = 0; i < L; i++) {
            for (int k = 0; k < N; k++) {
                for (int s = 0; s < 4 && s <= i; s++) {
                    for (int e = 0; e < D; e++) {
                        x[i][k] += conv[k][3 - s] * in[1][k][e] * u[i - s][e];
                    }
                }
            }
            for (int k = 0; k < N; k++) {
                double[] gate = new double[3];
                double opened = 0;
                for (int e = 0; e < N; e++) {
                    for (int t = 0; t < 3; t++) {
                        gate[t] += w[t][k][e] * x[i][e];
                    }
                }
                for (int e = 0; e < D; e++) {
                    opened += in[0][k][e] * u[i][e];
                }
                h[k] = sigmoid(gate[0]) * h[k] + sigmoid(gate[1]) * x[i][k];
                double gelu = opened / 2 * (1 + org.hipparchus.special.Erf.erf(opened / Math.sqrt(2)));
                for (int e = 0; e < D; e++) {
                    y[i][e] += out[e][k] * gelu * sigmoid(gate[2]) * h[k];
                }
            }
        }
        QuasiLstmBlock<Block> ordinary = new QuasiLstmBlock<>(
                block(in[0]), block(in[1]), block(conv), block(w[0]), block(w[1]), block(w[2]), block(out), null);
        assertNear(y, ordinary.outputs(A, block(u)));
        // sigma(-x) with -W_f is sigma(x) again.
        for (double[] row : w[0]) {
            for (int e = 0; e < N; e++) {
                row[e] = -row[e];
            }
        }
        QuasiLstmBlock<Block> reversed = new QuasiLstmBlock<>(
                block(in[0]),
                block(in[1]),
                block(conv),
                block(w[0]),
                block(w[1]),
                block(w[2]),
                block(out),
                A.constant(1, 1, org.fiducial.number.Dyadic.ONE));
        assertNear(y, reversed.outputs(A, block(u)));
    }

    @Test
    void shapesThatDoNotFit() {
        DynamicalSystem<Block> system = QuasiLstm.of(A, block(draw(L, D)), block(draw(L, D)), block(draw(L, D)), null);
        assertThrows(IllegalArgumentException.class, () -> system.recurrence(A, block(draw(L + 1, D))));
        assertThrows(IllegalArgumentException.class, () -> CausalKernel.weights(A, system));
        assertThrows(IllegalArgumentException.class, () -> DynamicalSystem.<Block>of(java.util.List.of()));
    }
}
