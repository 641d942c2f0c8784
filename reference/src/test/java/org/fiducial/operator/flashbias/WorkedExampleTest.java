package org.fiducial.operator.flashbias;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.SoftmaxAttention;
import org.junit.jupiter.api.Test;

/** The worked example (1) of sheet flashbias: ALiBi of slope 1 in base 2, causal, in every form. */
class WorkedExampleTest {
    private static final LiftedExponentialField<Rational> A = new LiftedExponentialField<>(new BaseTwoRationals());
    private static final AllowedKeys CAUSAL =
            AttentionMask.causal(CausalAlignment.TOP_LEFT).allowed(3, 3);
    private static final Grid<Rational> QUERY = integers(1, 0, 1, 1);
    private static final Grid<Rational> KEY = integers(1, 1, 0, 1);
    private static final Grid<Rational> VALUE = integers(1, 1, 3, 9);

    private static Grid<Rational> integers(int columns, long... values) {
        return A.matrix(values.length / columns, columns, (i, j) -> Rational.of(values[i * columns + j]));
    }

    private static Grid<Rational> outputs(Rational... values) {
        return A.matrix(values.length, 1, (i, j) -> values[i]);
    }

    private static void same(Grid<Rational> expected, Grid<Rational> logits) {
        assertEquals(
                expected.toString(),
                SoftmaxAttention.output(A, logits, VALUE, CAUSAL).toString());
    }

    @Test
    void alibiOfBothSignsAndWithOneFactor() {
        // Factors (1, i) and (-j, 1) of i - j, and their negatives; j alone differs from j - i by a constant in each
        // row.
        Grid<Rational> position = integers(2, 1, 0, 1, 1, 1, 2);
        Grid<Rational> other = integers(2, 0, 1, -1, 1, -2, 1);
        Grid<Rational> kit = outputs(Rational.of(1), Rational.of(2), Rational.of(20, 3));
        Grid<Rational> paper = outputs(Rational.of(1), Rational.of(7, 5), Rational.of(8, 3));
        Scale one = Scale.of(1);
        same(paper, FlashBiasAttention.logits(A, QUERY, KEY, one, position, other));
        same(kit, FlashBiasAttention.logits(A, QUERY, KEY, one, A.negate(position), other));
        Grid<Rational> ones = integers(1, 1, 1, 1);
        Grid<Rational> keys = integers(1, 0, 1, 2);
        same(kit, FlashBiasAttention.logits(A, QUERY, KEY, one, ones, keys));
        same(kit, FlashBiasAttention.widened(A, QUERY, KEY, one, ones, keys).logits(A, one));
        same(
                kit,
                FlashBiasAttention.widenedBeforeScale(A, QUERY, KEY, one, ones, keys)
                        .logits(A, one));
    }

    /** With a scale of 4 both widened forms have the logits of the sum, and the products form those of the multiplicative bias. */
    @Test
    void widenedFormsWithAScale() {
        Scale four = Scale.of(4);
        Grid<Rational> f = integers(2, 1, 2, -1, 0, 2, 3);
        Grid<Rational> g = integers(2, 0, 1, 1, -2, 1, 1);
        String sum = FlashBiasAttention.logits(A, QUERY, KEY, four, f, g).toString();
        assertEquals(integers(3, 2, -3, 3, 4, -1, 3, 7, -4, 9).toString(), sum);
        assertEquals(
                sum,
                FlashBiasAttention.widened(A, QUERY, KEY, four, f, g)
                        .logits(A, Scale.of(1))
                        .toString());
        assertEquals(
                sum,
                FlashBiasAttention.widenedBeforeScale(A, QUERY, KEY, four, f, g)
                        .logits(A, four)
                        .toString());
        assertEquals(
                FlashBiasAttention.multiplicativeLogits(A, QUERY, KEY, four, f, g)
                        .toString(),
                FlashBiasAttention.products(A, QUERY, KEY, f, g).logits(A, four).toString());
    }
}
