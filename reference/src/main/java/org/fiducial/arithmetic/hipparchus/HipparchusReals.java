package org.fiducial.arithmetic.hipparchus;

import java.math.BigInteger;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.Field;
import org.hipparchus.special.Erf;
import org.hipparchus.util.MathArrays;

/**
 * Any scalar of the Hipparchus library as an arithmetic: Binary64, Dfp, Gradient, Complex, one's own. Results have whatever error the
 * library gives; nothing here is an enclosure. What the library reports as NaN or infinite stays that. Comparisons go by the real part of
 * a difference and are undecided where that is NaN.
 *
 * @param <C> the scalar
 */
public final class HipparchusReals<C extends CalculusFieldElement<C>> implements ScalarReals<C> {
    private final Field<C> field;

    public HipparchusReals(Field<C> field) {
        this.field = field;
    }

    @Override
    public String name() {
        return "Hipparchus " + field.getRuntimeClass().getSimpleName();
    }

    @Override
    public C zero() {
        return field.getZero();
    }

    @Override
    public C one() {
        return field.getOne();
    }

    @Override
    public C integer(BigInteger n) {
        return dyadic(Dyadic.of(n, 0));
    }

    @Override
    public C literal(double x) {
        return Dyadic.of(x).isZero() ? zero() : zero().newInstance(x);
    }

    /** x as a sum of binary64 numbers, added from the largest: exact in every scalar that holds all digits of x. */
    @Override
    public C dyadic(Dyadic x) {
        C sum = zero();
        Dyadic rest = x;
        while (!rest.isZero()) {
            double head = rest.toDouble(org.fiducial.number.Rounding.TOWARD_ZERO);
            if (head == 0 || rest.floorLog2() > 1023) {
                // Beyond binary64: the digits first, the size after.
                int shift = rest.floorLog2();
                return sum.add(dyadic(rest.shift(-shift)).scalb(shift));
            }
            sum = sum.add(head);
            rest = rest.subtract(Dyadic.of(head));
        }
        return sum;
    }

    @Override
    public C add(C x, C y) {
        return x.add(y);
    }

    @Override
    public C subtract(C x, C y) {
        return x.subtract(y);
    }

    @Override
    public C multiply(C x, C y) {
        return x.multiply(y);
    }

    @Override
    public C negate(C x) {
        return x.negate();
    }

    @Override
    public C divide(C x, C y) {
        if (y.isZero()) {
            throw new ArithmeticException("division by zero");
        }
        return x.divide(y);
    }

    /** The library's own linear combination, which many of its scalars compute more accurately than a loop. */
    @Override
    public C dot(Terms<C> x, Terms<C> y) {
        if (x.size() < 2) {
            return x.size() == 0 ? zero() : x.get(0).multiply(y.get(0));
        }
        C[] a = MathArrays.buildArray(field, x.size());
        C[] b = MathArrays.buildArray(field, x.size());
        for (int k = 0; k < a.length; k++) {
            a[k] = x.get(k);
            b[k] = y.get(k);
        }
        return zero().linearCombination(a, b);
    }

    @Override
    public C exp(C x) {
        return x.exp();
    }

    @Override
    public C log(C x) {
        return x.log();
    }

    @Override
    public C sqrt(C x) {
        return x.sqrt();
    }

    @Override
    public C tanh(C x) {
        return x.tanh();
    }

    /** The library's error function: cut series of about the accuracy of binary64, whatever the scalar, so no enclosure even of balls. */
    @Override
    public C erf(C x) {
        return Erf.erf(x);
    }

    @Override
    public C sin(C x) {
        return x.sin();
    }

    @Override
    public C cos(C x) {
        return x.cos();
    }

    @Override
    public C abs(C x) {
        return x.abs();
    }

    @Override
    public C max(C x, C y) {
        return x.subtract(y).getReal() < 0 ? y : x;
    }

    @Override
    public Truth less(C x, C y) {
        return truth(x.subtract(y), false);
    }

    @Override
    public Truth equal(C x, C y) {
        return truth(x.subtract(y), true);
    }

    private static <C extends CalculusFieldElement<C>> Truth truth(C difference, boolean equality) {
        if (difference.isNaN()) {
            return Truth.UNDECIDED;
        }
        return (equality ? difference.isZero() : difference.getReal() < 0) ? Truth.TRUE : Truth.FALSE;
    }
}
