package org.fiducial.oracle.quantisation;

import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.quantisation.HalfRule;
import org.fiducial.operator.quantisation.UniformQuantiser;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a case: its rows, and the other lists that mistakes quantise together.
 *
 * @param values [rows, columns], finite
 * @param p the parameters
 * @param model the declared float model
 */
record QuantisationLists(double[] values, int columns, QuantisationParameters p, FloatModel model) {
    int rows() {
        return values.length / columns;
    }

    Dyadic at(int row, int column) {
        return Dyadic.of(values[row * columns + column]);
    }

    /** The row as it is right. */
    QuantisedRow row(int row) {
        return of(row * columns, 1, columns, p.symmetric(), p.bits(), 0, p.rule());
    }

    /** The row with an implementation's own scale and low; a scale of 0 belongs to a constant row alone. */
    QuantisedRow own(int row, Dyadic scale, @Nullable Dyadic low) {
        QuantisedRow right = row(row);
        UniformQuantiser exact = right.quantiser();
        if (scale.isZero()) {
            return right;
        }
        Rational from = low == null ? exact.low() : Rational.of(low);
        UniformQuantiser own = new UniformQuantiser(from, Rational.of(scale), exact.least(), exact.most());
        return QuantisedRow.own(own, low == null ? right.lowBound() : 0, p.rule(), model);
    }

    /** The list that an element belongs to, as an implementation with that mistake quantises it; null if it changes nothing there. */
    @Nullable
    QuantisedRow mistaken(QuantisationMistake mistake, int row, int column) {
        int first = row * columns;
        int half = 1 << p.bits() - 1;
        return switch (mistake) {
            case HALVES_TO_THE_OTHER_CODE ->
                of(
                        first,
                        1,
                        columns,
                        p.symmetric(),
                        p.bits(),
                        0,
                        p.rule() == HalfRule.EVEN ? HalfRule.AWAY : HalfRule.EVEN);
            case ROUNDED_DOWN -> of(first, 1, columns, p.symmetric(), p.bits(), 0, HalfRule.DOWN);
            case ONE_LEVEL_MORE -> of(first, 1, columns, p.symmetric(), p.bits(), 1, p.rule());
            case ONE_BIT_LESS ->
                p.bits() == (p.symmetric() ? 2 : 1)
                        ? null
                        : of(first, 1, columns, p.symmetric(), p.bits() - 1, 0, p.rule());
            case WHOLE_TENSOR -> of(0, 1, values.length, p.symmetric(), p.bits(), 0, p.rule());
            case COLUMNS -> of(column, columns, rows(), p.symmetric(), p.bits(), 0, p.rule());
            case OTHER_SCHEME -> p.bits() < 2 ? null : of(first, 1, columns, !p.symmetric(), p.bits(), 0, p.rule());
            case SHIFTED_CODES -> row(row).shifted(p.symmetric() ? half : -half);
        };
    }

    /** @param more levels that the scale has too many; codes keep their ends */
    private QuantisedRow of(int first, int step, int count, boolean symmetric, int bits, int more, HalfRule rule) {
        double least = values[first];
        double most = least;
        for (int i = 1; i < count; i++) {
            least = Math.min(least, values[first + i * step]);
            most = Math.max(most, values[first + i * step]);
        }
        QuantisationParameters like = new QuantisationParameters(bits, symmetric, rule, p.stored());
        int levels = like.levels();
        Dyadic range;
        UniformQuantiser q;
        if (symmetric) {
            range = Dyadic.of(Math.max(-least, most));
            q = UniformQuantiser.symmetric(range, levels + more);
            q = new UniformQuantiser(q.low(), q.scale(), -levels, levels);
        } else {
            range = Dyadic.of(most).subtract(Dyadic.of(least));
            q = UniformQuantiser.between(Dyadic.of(least), Dyadic.of(most), levels + more);
            q = new UniformQuantiser(q.low(), q.scale(), 0, levels);
        }
        return QuantisedRow.exact(q, range, like, rule, model);
    }
}
