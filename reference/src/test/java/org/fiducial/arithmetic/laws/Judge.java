package org.fiducial.arithmetic.laws;

import java.util.function.Function;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;

/**
 * What it means for a number of some arithmetic to be right. Errors are given in units of the arithmetic's roundoff: an expression of n
 * roundings whose intermediate results are at most m in magnitude has n m.
 */
interface Judge<S> {
    /** Fails unless the number stands for the exact one. */
    void is(String law, S actual, Rational exact, double error);

    /** Fails unless the numbers can stand for the same one. */
    void agree(String law, S x, S y, double error);

    /** Fails unless the number stands for a real number known to 60 digits. */
    void near(String law, S actual, Rational sixtyDigits, double error);

    /** Equality and no less. */
    static Judge<Rational> exact() {
        return new Judge<>() {
            @Override
            public void is(String law, Rational actual, Rational exact, double error) {
                check(actual.equals(exact), law, actual, exact);
            }

            @Override
            public void agree(String law, Rational x, Rational y, double error) {
                check(x.equals(y), law, x, y);
            }

            @Override
            public void near(String law, Rational actual, Rational sixtyDigits, double error) {
                throw new AssertionError("no irrational number is a fraction");
            }
        };
    }

    /** Containment, and a radius that is not out of proportion to the roundoff. */
    static <S> Judge<S> enclosing(Function<S, Enclosure> enclosure, double roundoff) {
        return new Judge<>() {
            @Override
            public void is(String law, S actual, Rational exact, double error) {
                Enclosure e = enclosure.apply(actual);
                check(
                        Rational.of(e.lower()).compareTo(exact) <= 0 && exact.compareTo(Rational.of(e.upper())) <= 0,
                        law,
                        actual,
                        exact);
                narrow(law, actual, e, error);
            }

            @Override
            public void agree(String law, S x, S y, double error) {
                check(enclosure.apply(x).meets(enclosure.apply(y)), law, x, y);
                narrow(law, x, enclosure.apply(x), error);
                narrow(law, y, enclosure.apply(y), error);
            }

            @Override
            public void near(String law, S actual, Rational sixtyDigits, double error) {
                Enclosure e = enclosure.apply(actual);
                Rational digit = Rational.of(Dyadic.powerOfTwo(-190));
                check(
                        Rational.of(e.lower()).subtract(digit).compareTo(sixtyDigits) <= 0
                                && sixtyDigits.compareTo(Rational.of(e.upper()).add(digit)) <= 0,
                        law,
                        actual,
                        sixtyDigits);
                narrow(law, actual, e, error);
            }

            private void narrow(String law, S actual, Enclosure e, double error) {
                // Each rounding adds half a unit, twice the roundoff where a midpoint is just above a power of two, and
                // a little
                // for the function's own error.
                check(e.radius().compareTo(Dyadic.of(2.5 * error * roundoff)) <= 0, law + " (width)", actual, error);
            }
        };
    }

    /** A distance of at most the roundings' errors, to first order and a half, and as many underflows. */
    static <S> Judge<S> approximate(Function<S, Dyadic> value, double roundoff, double underflow) {
        return new Judge<>() {
            @Override
            public void is(String law, S actual, Rational exact, double error) {
                Rational distance =
                        Rational.of(value.apply(actual)).subtract(exact).abs();
                check(distance.compareTo(allowance(error)) <= 0, law, actual, exact);
            }

            @Override
            public void agree(String law, S x, S y, double error) {
                is(law, x, Rational.of(value.apply(y)), error);
            }

            @Override
            public void near(String law, S actual, Rational sixtyDigits, double error) {
                is(law, actual, sixtyDigits, error);
            }

            private Rational allowance(double error) {
                return Rational.of(Dyadic.of(1.5 * error * roundoff + 10 * underflow));
            }
        };
    }

    private static void check(boolean right, String law, Object actual, Object expected) {
        if (!right) {
            throw new AssertionError(law + ": " + actual + ", expected " + expected);
        }
    }
}
