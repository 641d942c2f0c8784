package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The worst arguments that a search of 100000 each found, by a transcription of the functions into other code and 160 bits. The constants are
 * sums of worst cases of all their roundings, which do not meet; the search comes to
 *
 * <pre>
 * exponential        1.34 of   1.75 u        sum of pairs        2.50 of  4 u^2
 * logarithm          2.81 of   8 u           product of pairs    4.00 of  6 u^2
 * tanh               3.58 of  40 u           quotient of pairs   6.59 of 32 u^2
 * error function     19.6 of 400 u           root of a pair      3.12 of 16 u^2
 * sine and cosine    1.71 of   8 u           exponential of one  1.8  of 32 u^2
 * </pre>
 *
 * <p>So a half would be found out for the exponential, sums and products of pairs; a third for the logarithm; a fifth for sine, cosine,
 * quotients and roots of pairs; a twelfth for tanh; a twenty-first for the error function and the exponential of pairs.
 */
class WorstArgumentsTest {
    private static final double U = 0x1p-53;

    private static void reached(
            double units, double bound, double x, DoubleUnaryOperator f, UnaryOperator<BigDecimal> exact) {
        BigDecimal y = exact.apply(new BigDecimal(x));
        double error = new BigDecimal(f.applyAsDouble(x))
                .subtract(y)
                .divide(y, Digits.MC)
                .abs()
                .doubleValue();
        assertTrue(error <= bound && error > units * U, () -> error / U + " u at " + x + " of " + bound / U);
    }

    @Test
    void functions() {
        reached(1.33, Exponential.ERROR, 184.723725051325, Exponential::of, Digits::exp);
        reached(2.8, Elementary.LOG_ERROR, 1.0079659126924534, Elementary::log, Digits::log);
        reached(3.5, Elementary.TANH_ERROR, 0.1309787469999386, Elementary::tanh, Digits::tanh);
        reached(19, Elementary.ERF_ERROR, 5.948004673536557, Elementary::erf, Digits::erf);
    }

    /** Absolute errors; the exact values are those of 160 bits. */
    @Test
    void waves() {
        BigDecimal cosine = new BigDecimal("0.713724810300798451816904110949693875218782537");
        BigDecimal sine = new BigDecimal("0.71425195798940381473261865098349293818548229");
        double[] units = {
            new BigDecimal(Elementary.cos(41394.400798203314)).subtract(cosine).doubleValue() / U,
            new BigDecimal(Elementary.sin(0x1.90b5eeca4affap+19)).subtract(sine).doubleValue() / U
        };
        for (double e : units) {
            assertTrue(Math.abs(e) > 1.6 && Math.abs(e) <= Elementary.SINE_ERROR / U, () -> e + " u");
        }
        Block large = Share.block(1, 1, new double[] {0x1p21});
        Binary64Blocks a = new Binary64Blocks();
        assertTrue(
                a.sin(large).radius(0, 0) == 1 && a.cos(large).radius(0, 0) == 1,
                "beyond the reduction nothing is known");
    }

    private static double error(TwofoldNumber t, BigDecimal exact) {
        BigDecimal sum = new BigDecimal(t.hi).add(new BigDecimal(t.lo));
        return sum.subtract(exact).divide(exact, Digits.MC).abs().doubleValue();
    }

    private static BigDecimal of(double h, double l) {
        return new BigDecimal(h).add(new BigDecimal(l));
    }

    private static void reached(double units, double bound, double error) {
        assertTrue(error <= bound && error > units * TwofoldNumber.U2, () -> error / TwofoldNumber.U2 + " u^2");
    }

    @Test
    void pairs() {
        TwofoldNumber t = new TwofoldNumber();
        double a = 0x1.000000000cb60p+0;
        double b = -0x1.ffffffff746bbp-54;
        double c = -0x1.ffffffff70049p-2;
        double d = 0x1.d6498adddaec2p-57;
        reached(2.49, TwofoldNumber.ADD, error(t.add(a, b, c, d), of(a, b).add(of(c, d))));
        a = 0x1.000000006cf43p+0;
        b = 0x1.ffffffff84fffp-54;
        c = 0x1.0000000026c8ep+0;
        d = 0x1.ffffffff288eap-54;
        reached(3.99, TwofoldNumber.MULTIPLY, error(t.multiply(a, b, c, d), of(a, b).multiply(of(c, d))));
        a = 0x1.00000000da6a1p+0;
        b = 0x1.fffffffffea60p-54;
        c = 0x1.1cdcc1e126ef6p+0;
        d = -0x1.ffffffff0fa3ep-54;
        reached(6.5, TwofoldNumber.DIVIDE, error(t.divide(a, b, c, d), of(a, b).divide(of(c, d), Digits.MC)));
        a = 0x1.0000000006b33p+0;
        b = 0x1.ffffffffb67a2p-54;
        reached(3.1, TwofoldNumber.SQRT, error(t.sqrt(a, b), of(a, b).sqrt(Digits.MC)));
    }
}
