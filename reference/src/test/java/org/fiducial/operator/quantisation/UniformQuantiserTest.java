package org.fiducial.operator.quantisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.SplitMix64;
import org.junit.jupiter.api.Test;

/** zipcache-C1 of the quantiser (D2), and its codes against decimal arithmetic. */
class UniformQuantiserTest {
    private static Dyadic d(double x) {
        return Dyadic.of(x);
    }

    @Test
    void codesAreThoseOfDecimalArithmetic() {
        SplitMix64 g = new SplitMix64(1);
        for (int c = 0; c < 2000; c++) {
            // Scales of 1/8, so that many positions are halves and the decimals are exact.
            double low = Math.rint(g.nextSymmetric() * 64) / 16;
            UniformQuantiser q = UniformQuantiser.between(d(low), d(low + 15 / 8.0), 15);
            double x = low + Math.rint((g.nextSymmetric() * 1.2 + 1) * 16) / 16;
            BigDecimal position =
                    BigDecimal.valueOf(x).subtract(BigDecimal.valueOf(low)).multiply(BigDecimal.valueOf(8));
            assertEquals(
                    new BigDecimal(0).compareTo(position) == 0, q.position(d(x)).signum() == 0);
            assertEquals(cut(position.setScale(0, RoundingMode.HALF_EVEN)), q.code(d(x), HalfRule.EVEN));
            assertEquals(cut(position.setScale(0, RoundingMode.HALF_UP)), q.code(d(x), HalfRule.AWAY));
            assertEquals(cut(position.setScale(0, RoundingMode.FLOOR)), q.code(d(x), HalfRule.DOWN));
        }
    }

    private static int cut(BigDecimal code) {
        return code.max(BigDecimal.ZERO).min(BigDecimal.valueOf(15)).intValueExact();
    }

    /** |x - xhat| <= s / 2, both ends are reproduced, quantising again changes nothing; positive steps and shifts carry over. */
    @Test
    void errorEndsAndEquivariance() {
        SplitMix64 g = new SplitMix64(2);
        for (int bits = 1; bits <= 8; bits++) {
            int levels = (1 << bits) - 1;
            double[] x = new double[20];
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < x.length; i++) {
                x[i] = g.nextSymmetric();
                low = Math.min(low, x[i]);
                high = Math.max(high, x[i]);
            }
            UniformQuantiser q = UniformQuantiser.between(d(low), d(high), levels);
            assertEquals(Rational.of(d(low)), q.decoded(q.code(d(low), HalfRule.EVEN)));
            assertEquals(Rational.of(d(high)), q.decoded(q.code(d(high), HalfRule.EVEN)));
            UniformQuantiser moved = UniformQuantiser.between(d(3 * low + 0.5), d(3 * high + 0.5), levels);
            for (double y : x) {
                int code = q.code(d(y), HalfRule.EVEN);
                assertTrue(code >= 0 && code <= levels);
                Rational error = Rational.of(d(y)).subtract(q.decoded(code)).abs();
                assertTrue(error.add(error).compareTo(q.scale()) <= 0);
                assertEquals(code, moved.code(d(3 * y + 0.5), HalfRule.EVEN));
                assertEquals(code, UniformQuantiser.code(Rational.of(code), HalfRule.EVEN, 0, levels));
            }
        }
    }

    @Test
    void symmetricConstantAndFarPositions() {
        UniformQuantiser s = UniformQuantiser.symmetric(d(127), 127);
        assertEquals(Rational.ONE, s.scale());
        assertEquals(2, s.code(d(2.5), HalfRule.EVEN));
        assertEquals(-2, s.code(d(-2.5), HalfRule.EVEN));
        assertEquals(-3, s.code(d(-2.5), HalfRule.AWAY));
        assertEquals(-4, s.code(d(-3.25), HalfRule.DOWN));
        assertEquals(-127, s.code(d(-1e300), HalfRule.EVEN));
        assertEquals(127, s.code(d(1e300), HalfRule.EVEN));
        UniformQuantiser constant = UniformQuantiser.between(d(3), d(3), 255);
        assertEquals(0, constant.code(d(3), HalfRule.EVEN));
        assertEquals(Rational.of(3), constant.decoded(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new UniformQuantiser(
                        Rational.ZERO, Rational.of(BigInteger.ONE.negate().longValue()), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new UniformQuantiser(Rational.ZERO, Rational.ONE, 0, 70000));
    }
}
