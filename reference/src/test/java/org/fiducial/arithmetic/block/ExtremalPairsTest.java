package org.fiducial.arithmetic.block;

import static org.fiducial.arithmetic.block.Share.pairs;
import static org.fiducial.arithmetic.block.Share.reached;
import static org.fiducial.arithmetic.block.Share.row;
import static org.fiducial.arithmetic.block.Share.stored;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.junit.jupiter.api.Test;

/** Matrices of pairs whose operations err as far as is known, so that their bounds cannot be spared; they have more slack than those of binary64. */
class ExtremalPairsTest {
    private final SlicedBlocks b = new SlicedBlocks();

    private static final double[] FIRST = {0x1.000000000cb60p+0, -0x1.ffffffff746bbp-54};
    private static final double[] SECOND = {-0x1.ffffffff70049p-2, 0x1.d6498adddaec2p-57};

    private static Twofold pair(double[] x, double radius) {
        return new Twofold(stored(1, 1, row(x[0]), radius), row(x[1]));
    }

    private static BigDecimal exact(double[] x) {
        return new BigDecimal(x[0]).add(new BigDecimal(x[1]));
    }

    @Test
    void sumsOfPairs() {
        BigDecimal sum = exact(FIRST).add(exact(SECOND));
        SlicedBlock x = SlicedBlock.of(pair(FIRST, 0));
        SlicedBlock y = SlicedBlock.of(pair(SECOND, 0));
        reached(0.6, sum, b.add(x, y), 0, 0);
        Band band = new Band(AllowedKeys.all(1, 1), 1, 0, 1, new double[1]);
        double[] lo = new double[1];
        new TwofoldSumRows(new TwofoldRows.Of(pair(FIRST, 0)), pair(SECOND, 0)).read(band, lo);
        reached(0.6, sum, new BigDecimal(band.mid[0]).add(new BigDecimal(lo[0])), band.radius[0]);
        new TwofoldSumRows(new TwofoldRows.Of(pair(FIRST, 0.25)), pair(SECOND, 0.5)).read(band, lo);
        BigDecimal end = sum.add(new BigDecimal(0.75));
        reached(0.99, end, new BigDecimal(band.mid[0]).add(new BigDecimal(lo[0])), band.radius[0]);
    }

    @Test
    void productsAndQuotientsOfPairs() {
        double[] x = {0x1.000000006cf43p+0, 0x1.ffffffff84fffp-54};
        double[] y = {0x1.0000000026c8ep+0, 0x1.ffffffff288eap-54};
        reached(
                0.66,
                exact(x).multiply(exact(y)),
                b.multiply(SlicedBlock.of(pair(x, 0)), SlicedBlock.of(pair(y, 0))),
                0,
                0);
        double[] n = {0x1.00000000da6a1p+0, 0x1.fffffffffea60p-54};
        double[] d = {0x1.1cdcc1e126ef6p+0, -0x1.ffffffff0fa3ep-54};
        BigDecimal quotient = exact(n).divide(exact(d), Digits.MC);
        reached(0.2, quotient, b.divide(SlicedBlock.of(pair(n, 0)), SlicedBlock.of(pair(d, 0))), 0, 0);
    }

    private static void most(double least, UnaryOperator<SlicedBlock> f, UnaryOperator<BigDecimal> g) {
        double most = 0;
        for (int i = 0; i < 40; i++) {
            double x = 0.55 + 0.37 * i / 2;
            SlicedBlock y = f.apply(pairs(1, 1, row(x)));
            BigDecimal exact = g.apply(new BigDecimal(x));
            reached(0, exact, y, 0, 0);
            double error = y.mid(0, 0).toBigDecimal().subtract(exact).abs().doubleValue();
            most = Math.max(most, error / y.radius(0, 0));
        }
        double found = most;
        assertTrue(found >= least, () -> found + " of the radius, expected " + least);
    }

    /** What radii without the functions' own errors would not cover; little, since these add up worst cases that do not meet. */
    @Test
    void functionsOfPairs() {
        most(0.002, b::exp, Digits::exp);
        most(0.002, b::log, Digits::log);
        most(0.002, b::tanh, Digits::tanh);
        most(0.02, b::sqrt, x -> x.sqrt(Digits.MC));
        Scale tau = Scale.reciprocalSqrt(3);
        most(0.02, x -> b.scale(x, tau), x -> Digits.scale(tau).multiply(x));
    }
}
