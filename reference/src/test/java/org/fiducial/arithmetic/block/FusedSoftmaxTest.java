package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** The radii around a device's attention hold against devices that err as far as they may, in the worst directions. */
class FusedSoftmaxTest {
    private static final int KEYS = 70;

    private static final Matrix QUERY = uniform(1, 1, 4, 3);
    private static final Matrix KEY = uniform(2, KEYS, 4, 3);
    private static final Matrix VALUE = uniform(3, KEYS, 1, 1);

    private static Matrix uniform(long seed, int rows, int columns, double radius) {
        SplitMix64 g = new SplitMix64(seed);
        double[] x = new double[rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = g.nextSymmetric() * radius;
        }
        return new Matrix(rows, columns, x);
    }

    private static <X> Enclosures output(Enclosing<X> a) {
        X logits = SoftmaxAttention.logits(a, a.literal(QUERY), a.literal(KEY), Scale.of(0.75), null);
        return a.enclosures(SoftmaxAttention.output(a, logits, a.literal(VALUE), AllowedKeys.all(1, KEYS)));
    }

    private static double worst(FusedAttention device) {
        Enclosures fused = output(new Binary64Blocks(new JavaProduct(), device));
        Enclosures exact = output(new BigBalls(256));
        double worst = 0;
        for (int e = 0; e < exact.mid().length; e++) {
            worst = Math.max(worst, Math.abs(fused.mid()[e] - exact.mid()[e]) / fused.radius()[e]);
        }
        return worst;
    }

    /** Weights of large values too heavy, of small ones too light; sums of products up or away from zero, of weights down, and the reverse. */
    static Stream<AdversarialAttention.Strategy> strategies() {
        return IntStream.range(0, 10).mapToObj(s -> {
            if (s >= 8) {
                SplitMix64 g = new SplitMix64(s);
                return AdversarialAttention.drawn(() -> g.nextSymmetric() < 0 ? -1 : 1);
            }
            int up = (s & 1) == 0 ? 1 : -1;
            int sums = (s & 2) == 0 ? 1 : -1;
            int norm = (s & 4) == 0 ? 1 : -1;
            return new AdversarialAttention.Strategy() {
                @Override
                public int weight(double x) {
                    return x > 0 ? up : -up;
                }

                @Override
                public int product(double x) {
                    return sums;
                }

                @Override
                public int normaliser(double x) {
                    return norm;
                }
            };
        });
    }

    /** Some adversary comes near the bound, so none is idle; the bound pays norms for sums, which costs the rest. */
    @Test
    void radiiHoldAgainstAdversariesThatUseUpAGoodPartOfThem() {
        double[] worst = strategies()
                .mapToDouble(s -> worst(new AdversarialAttention(s)))
                .toArray();
        double most = Arrays.stream(worst).max().orElse(0);
        assertTrue(most < 1 && most > 0.1, () -> "largest errors over radius: " + Arrays.toString(worst));
    }

    @Test
    void radiiOfPairsHoldAgainstThemToo() {
        double[] worst = strategies()
                .limit(4)
                .mapToDouble(s -> worstOfPairs(new AdversarialAttention(s)))
                .toArray();
        double most = Arrays.stream(worst).max().orElse(0);
        assertTrue(most < 1 && most > 0.1, () -> "largest errors over radius: " + Arrays.toString(worst));
    }

    private static double worstOfPairs(FusedAttention device) {
        SlicedBlocks pairs = new SlicedBlocks(new JavaProduct(), device);
        BigBalls exact = new BigBalls(320);
        Enclosure found = pairs.enclosure(block(pairs), 0, 0);
        Enclosure expected = exact.enclosure(block(exact), 0, 0);
        assertTrue(found.radius().toDouble() < 1e-26, "the device was asked, and its radii are those of pairs");
        return found.midpoint().subtract(expected.midpoint()).abs().toDouble()
                / found.radius().toDouble();
    }

    private static <X> X block(Enclosing<X> a) {
        X logits = SoftmaxAttention.logits(a, a.literal(QUERY), a.literal(KEY), Scale.of(0.75), null);
        return SoftmaxAttention.output(a, logits, a.literal(VALUE), AllowedKeys.all(1, KEYS));
    }
}
