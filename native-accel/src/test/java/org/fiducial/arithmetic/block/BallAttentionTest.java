package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.gpu.OracleKernels;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Enclosures whose midpoints the oracle's kernels computed, against the big balls. */
class BallAttentionTest {
    static Stream<OracleKernels> places() {
        return OracleKernels.all().stream();
    }

    static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (OracleKernels kernels : OracleKernels.all()) {
            for (FusedCase c : FusedCase.all()) {
                all.add(Arguments.of(kernels, c));
            }
        }
        return all.stream();
    }

    /** One head. */
    record FusedCase(String name, Matrix query, Matrix key, Matrix value, Scale tau, AllowedKeys allowed) {
        @Override
        public String toString() {
            return name;
        }

        static List<FusedCase> all() {
            SplitMix64 g = new SplitMix64(7);
            AttentionMask corner = AttentionMask.causal(CausalAlignment.BOTTOM_RIGHT);
            AttentionMask window = AttentionMask.NONE.withWindow(5, 60, CausalAlignment.TOP_LEFT);
            Matrix climb = new Matrix(200, 1, new double[200]);
            for (int j = 0; j < 200; j++) {
                climb.values()[j] = j * 0.75;
            }
            Matrix ones = new Matrix(3, 1, new double[] {1, 8, -3});
            return List.of(
                    new FusedCase(
                            "causal, empty rows",
                            uniform(g, 70, 33, 2),
                            uniform(g, 45, 33, 2),
                            uniform(g, 45, 20, 1),
                            Scale.reciprocalSqrt(33),
                            corner.allowed(70, 45)),
                    new FusedCase(
                            "window",
                            uniform(g, 67, 20, 2),
                            uniform(g, 190, 20, 2),
                            uniform(g, 190, 34, 3),
                            Scale.reciprocalSqrt(20),
                            window.allowed(67, 190)),
                    new FusedCase(
                            "logits far apart",
                            uniform(g, 5, 8, 40),
                            uniform(g, 140, 8, 40),
                            uniform(g, 140, 3, 1),
                            Scale.of(1),
                            AllowedKeys.all(5, 140)),
                    new FusedCase(
                            "climbing logits, beyond the floor",
                            ones,
                            climb,
                            uniform(g, 200, 2, 1),
                            Scale.of(3),
                            AllowedKeys.all(3, 200)));
        }

        private static Matrix uniform(SplitMix64 g, int rows, int columns, double radius) {
            double[] x = new double[rows * columns];
            for (int i = 0; i < x.length; i++) {
                x[i] = g.nextSymmetric() * radius;
            }
            return new Matrix(rows, columns, x);
        }

        <X> Enclosures output(Enclosing<X> a) {
            X logits = SoftmaxAttention.logits(a, a.literal(query), a.literal(key), tau, null);
            return a.enclosures(SoftmaxAttention.output(a, logits, a.literal(value), allowed));
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void exponentialsAreThoseOfTheProofBitForBit(OracleKernels kernels) {
        assumeTrue(kernels.absence().isEmpty(), () -> kernels.absence().orElse(""));
        SplitMix64 g = new SplitMix64(11);
        double[] x = new double[20_000];
        for (int i = 0; i < x.length; i++) {
            double scale = i % 3 == 0 ? 1 : i % 3 == 1 ? 720 : 1e-6;
            x[i] = -Math.abs(g.nextSymmetric()) * scale + 3;
        }
        x[0] = 3;
        x[1] = 3 - 708;
        x[2] = -1e300;
        x[3] = Math.nextDown(3.0);
        double[] expected = x.clone();
        for (int i = 0; i < x.length; i++) {
            expected[i] = Math.min(expected[i], 3);
        }
        double[] arguments = expected.clone();
        Exponential.ofNonPositive(expected, 0, x.length, 3, new Exponential.Space());
        assertArrayEquals(expected, kernels.exponentials(arguments, 3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void enclosuresContainWhatBigBallsGive(OracleKernels kernels, FusedCase c) {
        assumeTrue(kernels.absence().isEmpty(), () -> kernels.absence().orElse(""));
        FusedAttention device = kernels.device();
        Enclosures fused = c.output(new Binary64Blocks(new JavaProduct(), device));
        double worst = worst(c, fused);
        assertTrue(worst > 0 && worst < 1, () -> "largest error over radius: " + worst);
        // As sharp as the engine on the processor, up to the roundings of another order of sums.
        Enclosures plain = c.output(new Binary64Blocks());
        for (int e = 0; e < fused.mid().length; e++) {
            assertTrue(fused.radius()[e] <= 40 * plain.radius()[e] + 1e-300, "element " + e);
        }
    }

    /** The check can fail: an output that is off by a few radii is not contained. */
    @ParameterizedTest
    @MethodSource("cases")
    void aWrongOutputIsNotContained(OracleKernels kernels, FusedCase c) {
        assumeTrue(kernels.absence().isEmpty(), () -> kernels.absence().orElse(""));
        FusedAttention wrong = new AlteredAttention(kernels.device(), (i, x) -> x * (1 + 0x1p-30));
        assertTrue(worst(c, c.output(new Binary64Blocks(new JavaProduct(), wrong))) > 1);
    }

    private static double worst(FusedCase c, Enclosures fused) {
        Enclosures exact = c.output(new BigBalls(128));
        double worst = 0;
        for (int e = 0; e < exact.mid().length; e++) {
            double distance = Math.abs(fused.mid()[e] - exact.mid()[e]) + exact.radius()[e];
            if (fused.radius()[e] == 0) {
                assertEquals(exact.mid()[e], fused.mid()[e]);
            } else {
                worst = Math.max(worst, distance / fused.radius()[e]);
            }
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("places")
    void exponentialsOfPairsAreThoseOfTheProofBitForBit(OracleKernels kernels) {
        assumeTrue(kernels.absence().isEmpty(), () -> kernels.absence().orElse(""));
        SplitMix64 g = new SplitMix64(13);
        double[] high = new double[5000];
        double[] low = new double[high.length];
        double[] expectedHigh = new double[high.length];
        double[] expectedLow = new double[high.length];
        TwofoldNumber t = new TwofoldNumber();
        for (int i = 0; i < high.length; i++) {
            high[i] = -Math.abs(g.nextSymmetric()) * (i % 2 == 0 ? 1 : 620);
            low[i] = Math.ulp(high[i]) * 0.49 * g.nextSymmetric();
        }
        high[0] = 0;
        low[0] = 0;
        high[1] = -1e300;
        low[1] = 0;
        for (int i = 0; i < high.length; i++) {
            TwofoldExponential.of(high[i], low[i], t);
            expectedHigh[i] = t.hi;
            expectedLow[i] = t.lo;
        }
        double[][] found = kernels.pairExponentials(high, low, TwofoldExponential.constants());
        assertArrayEquals(expectedHigh, found[0]);
        assertArrayEquals(expectedLow, found[1]);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pairsContainWhatBigBallsGive(OracleKernels kernels, FusedCase c) {
        assumeTrue(kernels.absence().isEmpty(), () -> kernels.absence().orElse(""));
        double worst = worstOfPairs(c, kernels.device());
        assertTrue(worst > 0 && worst < 1, () -> "largest error over radius: " + worst);
        // The check can fail: leading parts off by 2^-80 are not contained.
        FusedAttention wrong = new AlteredAttention(kernels.device(), (i, x) -> x * 0x1p-80);
        assertTrue(worstOfPairs(c, wrong) > 1);
    }

    private static double worstOfPairs(FusedCase c, FusedAttention device) {
        SlicedBlocks pairs = new SlicedBlocks(new JavaProduct(), device);
        BigBalls exact = new BigBalls(320);
        SlicedBlock found = block(pairs, c);
        var expected = block(exact, c);
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < c.query.rows(); i++) {
            for (int j = 0; j < c.value.columns(); j++) {
                Enclosure f = pairs.enclosure(found, i, j);
                Enclosure e = exact.enclosure(expected, i, j);
                double radius = f.radius().toDouble();
                double distance = f.midpoint()
                        .subtract(e.midpoint())
                        .abs()
                        .add(e.radius())
                        .toDouble();
                worst = Math.max(worst, distance == 0 ? 0 : distance / radius);
                largest = Math.max(largest, radius);
            }
        }
        double widest = largest;
        assertTrue(widest < 1e-25, () -> "radii are those of pairs: " + widest);
        return worst;
    }

    private static <X> X block(Enclosing<X> a, FusedCase c) {
        X logits = SoftmaxAttention.logits(a, a.literal(c.query), a.literal(c.key), c.tau, null);
        return SoftmaxAttention.output(a, logits, a.literal(c.value), c.allowed);
    }

    /** A device that fails costs time, not the verdict. */
    @Test
    void theProcessorStepsInForADeviceThatFails() {
        FusedAttention broken = new FusedAttention() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Optional<String> absence() {
                return Optional.empty();
            }

            @Override
            public int maxWidth() {
                return 256;
            }

            @Override
            public Output attend(Head head) {
                throw new IllegalStateException("out of memory");
            }

            @Override
            public Optional<Pairs> attendInPairs(Head head, double tauLow, double[] constants) {
                throw new IllegalStateException("out of memory");
            }
        };
        FusedCase c = FusedCase.all().get(0);
        Enclosures plain = c.output(new Binary64Blocks());
        assertArrayEquals(
                plain.mid(),
                c.output(new Binary64Blocks(new JavaProduct(), broken)).mid());
        assertArrayEquals(
                c.output(new SlicedBlocks()).mid(),
                c.output(new SlicedBlocks(new JavaProduct(), broken)).mid());
    }
}
