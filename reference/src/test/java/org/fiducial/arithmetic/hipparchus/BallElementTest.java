package org.fiducial.arithmetic.hipparchus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.hipparchus.linear.Array2DRowFieldMatrix;
import org.hipparchus.linear.FieldLUDecomposition;
import org.hipparchus.linear.FieldMatrix;
import org.hipparchus.linear.FieldQRDecomposition;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;

/** Balls in the hands of the Hipparchus library. */
class BallElementTest {
    private final BallField field = new BallField(128);

    private BallElement of(double x) {
        return field.getZero().newInstance(x);
    }

    private static FieldMatrix<BallElement> hilbert(int n, BallField field) {
        BallElement[][] h = MathArrays.buildArray(field, n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = field.getOne().divide(field.getOne().multiply(i + j + 1));
            }
        }
        return new Array2DRowFieldMatrix<>(field, h);
    }

    @Test
    void luDecompositionEnclosesTheDeterminantOfTheHilbertMatrix() {
        // The reciprocal of the determinant is the integer of OEIS A005249.
        BallElement determinant = new FieldLUDecomposition<>(hilbert(6, field)).getDeterminant();
        assertTrue(determinant.reciprocal().ball().contains(Dyadic.of(186313420339200000L)));
        assertTrue(determinant.ball().radius().toDouble() < 1e-40);
    }

    @Test
    void luDecompositionSolves() {
        double wide = identityWidth(new BallField(128));
        double narrow = identityWidth(new BallField(192));
        // 64 digits more make every radius smaller by about 2^-64, whatever the elimination loses.
        assertTrue(narrow > 0 && narrow < wide * 0x1p-60, wide + " and " + narrow);
    }

    /** The largest radius in the enclosure of H H^-1, which must contain the identity. */
    private static double identityWidth(BallField field) {
        FieldMatrix<BallElement> h = hilbert(8, field);
        FieldMatrix<BallElement> product =
                h.multiply(new FieldLUDecomposition<>(h).getSolver().getInverse());
        double width = 0;
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                Ball e = product.getEntry(i, j).ball();
                assertTrue(e.contains(i == j ? Dyadic.ONE : Dyadic.ZERO));
                width = Math.max(width, e.radius().toDouble());
            }
        }
        return width;
    }

    @Test
    void qrDecompositionIsOrthogonal() {
        FieldMatrix<BallElement> a = hilbert(5, field);
        FieldQRDecomposition<BallElement> qr = new FieldQRDecomposition<>(a);
        FieldMatrix<BallElement> q = qr.getQ();
        FieldMatrix<BallElement> back = q.multiply(qr.getR());
        FieldMatrix<BallElement> gram = q.transposeMultiply(q);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                assertTrue(back.getEntry(i, j).ball().meets(a.getEntry(i, j).ball()));
                Ball e = gram.getEntry(i, j).ball();
                assertTrue(e.contains(i == j ? Dyadic.ONE : Dyadic.ZERO)
                        && e.radius().toDouble() < 1e-20);
            }
        }
    }

    @Test
    void inverseFunctionsInvert() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            BallElement x = of(random.nextDouble() * (i % 4 == 0 ? 1e-12 : 0.99));
            checkInverse(x, BallElement::sin, BallElement::asin);
            checkInverse(x, BallElement::cos, BallElement::acos);
            checkInverse(x, BallElement::tan, BallElement::atan);
            checkInverse(x, BallElement::sinh, BallElement::asinh);
            checkInverse(x.add(1), BallElement::cosh, BallElement::acosh);
            checkInverse(x, BallElement::tanh, BallElement::atanh);
            checkInverse(x, BallElement::expm1, BallElement::log1p);
            checkInverse(x, e -> e.pow(3), BallElement::cbrt);
            checkInverse(x, e -> e.pow(2.0), BallElement::sqrt);
            checkInverse(x.negate(), e -> e.pow(5), e -> e.rootN(5));
            checkInverse(x, e -> of(10).pow(e), BallElement::log10);
        }
    }

    private static void checkInverse(BallElement x, UnaryOperator<BallElement> f, UnaryOperator<BallElement> g) {
        BallElement back = g.apply(f.apply(x));
        assertTrue(back.ball().contains(x.ball().midpoint()), () -> back + " misses " + x);
        assertTrue(back.ball().radius().toDouble() < 1e-24, () -> back + " is wide");
    }

    @Test
    void knownValues() {
        assertEquals(Math.PI, of(1).atan().multiply(4).getReal());
        assertTrue(of(1).asin().multiply(2).ball().meets(Ball.pi(128)));
        assertTrue(of(-1).atan2(of(-1)).multiply(-4).ball().meets(Ball.pi(128).multiply(Ball.of(3), 128)));
        assertTrue(of(1).atan2(of(0)).multiply(2).ball().meets(Ball.pi(128)));
        assertTrue(of(3).hypot(of(4)).ball().contains(Dyadic.of(5)));
        assertTrue(of(2).linearCombination(new double[] {1, 2, 3}, new BallElement[] {of(4), of(5), of(6)})
                .ball()
                .contains(Dyadic.of(32)));
        BallElement third = field.getOne().divide(of(3));
        assertTrue(third.getAddendum().add(third.getReal()).ball().meets(third.ball()));
        assertEquals(-2, third.getExponent());
        assertEquals(
                List.of(3.0, 2.0, 2.0, -0.5),
                List.of(
                        of(2.5).ceil().getReal(),
                        of(2.5).floor().getReal(),
                        of(2.5).rint().getReal(),
                        of(5.5).remainder(2).getReal()));
    }

    @Test
    void jumpsAreNotGuessed() {
        BallElement wide = field.element(Ball.of(new Enclosure(Dyadic.ONE, Dyadic.of(0.25))));
        assertThrows(UndecidedException.class, wide::floor);
        assertEquals(1, wide.round());
        BallElement around = wide.subtract(1);
        assertThrows(UndecidedException.class, around::sign);
        assertThrows(UndecidedException.class, () -> of(1).copySign(around));
        assertThrows(UndecidedException.class, () -> around.atan2(of(-1)));
        assertThrows(ArithmeticException.class, () -> of(Double.NaN));
    }
}
