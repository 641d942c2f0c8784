package org.fiducial.theory.identity;

import java.util.List;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.theory.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * An identity evaluated in exact fractions, 2^n for exp: a true identity holds there too, so a difference refutes it with a small exact
 * counterexample. Agreement is never counted as evidence about e^x (claim-kinds, section 2).
 */
final class RationalPoints {
    private static final LiftedExponentialField<Rational> FIELD = new LiftedExponentialField<>(new BaseTwoRationals());

    private RationalPoints() {}

    /** Where the sides differ at the point that the stream draws, or null. A point with a zero divisor says nothing. */
    static @Nullable String difference(Identity identity, RandomStream random, int number) {
        List<Identity.Sides<Grid<Rational>>> sides;
        try {
            sides = identity.sides(FIELD, new DrawnVariables<>(FIELD, random, number));
        } catch (ArithmeticException e) {
            return null;
        }
        for (Identity.Sides<Grid<Rational>> s : sides) {
            for (int i = 0; i < s.left().rows(); i++) {
                for (int j = 0; j < s.left().columns(); j++) {
                    Rational x = FIELD.get(s.left(), i, j);
                    Rational y = FIELD.get(s.right(), i, j);
                    if (!x.equals(y)) {
                        return s.name() + " at row " + i + ", column " + j + ": " + x + " against " + y
                                + " in exact fractions with 2^n for exp";
                    }
                }
            }
        }
        return null;
    }
}
