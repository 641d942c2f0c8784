package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    private static double relativeError(double x, double computed) {
        BigDecimal exact = Digits.exp(new BigDecimal(x));
        return new BigDecimal(computed)
                .subtract(exact)
                .divide(exact, Digits.MC)
                .abs()
                .doubleValue();
    }

    /** Samples everywhere, at the edges of the reduction, and just beside zero, where the last addition rounds most. */
    @Test
    void staysWithinItsBoundAndNeedsMoreThanHalfOfIt() {
        Random random = new Random(5);
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            double x =
                    switch (i % 4) {
                        case 0 -> -708 + random.nextDouble() * 1416;
                        case 1 -> -random.nextDouble() * 40;
                        case 2 -> (random.nextInt(2001) - 1000 + 0.5) * Math.log(2) + random.nextGaussian() * 1e-6;
                        default -> random.nextGaussian() * 0.4;
                    };
            worst = Math.max(worst, relativeError(x, Exponential.of(x)));
            if (x <= 0 && x >= Exponential.FLOOR) {
                double[] y = {x};
                Exponential.ofNonPositive(y, 0, 1, 0, new Exponential.Space());
                assertEquals(Exponential.of(x), y[0]);
            }
        }
        System.out.printf(
                "exp: largest relative error %.3f u, bound %.3f u%n", worst * 0x1p53, Exponential.ERROR * 0x1p53);
        assertTrue(worst <= Exponential.ERROR, () -> "bound exceeded");
        assertTrue(worst > Exponential.ERROR / 2, "half the bound would be sound too: the bound is slack");
    }

    /** The terms of the proof again, with interval-free worst cases over small cells of the reduced argument. */
    @Test
    void boundHoldsCellByCell() {
        double u = 0x1p-53;
        int cells = 4000;
        double edge = 0.34658;
        double worst = 0;
        for (int c = 0; c < cells; c++) {
            double low = -edge + 2 * edge * c / cells;
            double high = -edge + 2 * edge * (c + 1) / cells;
            double r = Math.max(Math.abs(low), Math.abs(high));
            double argument = halfUlp(r) + 2.3e-7 * u;
            // Horner: |q_k| <= |r| |q_(k-1)| + c_k, every product and sum and coefficient rounding once
            double bound = 0;
            double error = 0;
            double factorial = 6227020800.0;
            for (int n = 13; n >= 2; n--) {
                double coefficient = 1 / factorial;
                double product = r * bound;
                error = r * error + (n == 13 ? 0 : halfUlp(product * 1.01)) + halfUlp(coefficient);
                bound = product + coefficient;
                error += n == 13 ? 0 : halfUlp(bound * 1.01);
                factorial /= n;
            }
            double square = r * r;
            double quadratic = square * bound;
            double inQuadratic = square * error + bound * halfUlp(square) + halfUlp(quadratic * 1.01);
            double sum = Math.max(Math.abs(Math.expm1(low)), Math.abs(Math.expm1(high))) * (1 + 1e-12);
            double last = high <= 0 ? u / 2 : u;
            double least = Math.exp(low) * (1 - 1e-12);
            double remainder = Math.pow(r, 14) / 87178291200.0 * Math.exp(r);
            double total = argument + (inQuadratic + halfUlp(sum) + last + remainder) / least;
            worst = Math.max(worst, total * (1 + 1e-6));
        }
        System.out.printf("exp: error by cells %.3f u%n", worst / u);
        assertTrue(worst <= Exponential.ERROR, "cells exceed the bound");
    }

    /** Half the distance of neighbours at a number up to x. */
    private static double halfUlp(double x) {
        return Math.ulp(x) / 2;
    }

    @Test
    void endsAreHandled() {
        assertEquals(1, Exponential.of(0));
        assertEquals(0, Exponential.of(-800));
        assertEquals(Double.POSITIVE_INFINITY, Exponential.of(711));
        assertTrue(Exponential.of(-744) > 0 && Exponential.of(-744) < 1e-322);
        double[] y = {-1e4, Double.NEGATIVE_INFINITY};
        Exponential.ofNonPositive(y, 0, 2, 0, new Exponential.Space());
        assertTrue(y[0] > 0 && y[0] < 3.4e-308 && y[1] == y[0]);
    }
}
