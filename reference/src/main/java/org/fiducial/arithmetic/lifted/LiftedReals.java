package org.fiducial.arithmetic.lifted;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.jspecify.annotations.Nullable;

/** Matrices of real numbers. Softmax and log-sum-exp subtract a reference near the row maximum first (D6), so that nothing overflows. */
public class LiftedReals<S> extends LiftedExponentialField<S> implements OrderedReals<Grid<S>> {
    private final ScalarReals<S> reals;

    public LiftedReals(ScalarReals<S> scalars) {
        super(scalars);
        this.reals = scalars;
    }

    @Override
    public ScalarReals<S> scalars() {
        return reals;
    }

    @Override
    public Grid<S> log(Grid<S> x) {
        return map(x, reals::log);
    }

    @Override
    public Grid<S> sqrt(Grid<S> x) {
        return mapPresent(x, reals::sqrt);
    }

    @Override
    public Grid<S> tanh(Grid<S> x) {
        return mapPresent(x, reals::tanh);
    }

    @Override
    public Grid<S> erf(Grid<S> x) {
        return mapPresent(x, reals::erf);
    }

    @Override
    public Grid<S> sin(Grid<S> x) {
        return mapPresent(x, reals::sin);
    }

    @Override
    public Grid<S> cos(Grid<S> x) {
        return map(x, reals::cos);
    }

    @Override
    public Grid<S> abs(Grid<S> x) {
        return mapPresent(x, reals::abs);
    }

    @Override
    public Grid<S> max(Grid<S> x, Grid<S> y) {
        return combine("maximum", x, y, reals::max);
    }

    @Override
    public Grid<S> rowMax(Grid<S> x, AllowedKeys allowed) {
        checkMask(x, allowed);
        return build(x.rows(), 1, (i, none) -> largest(x, i, allowed));
    }

    private Object largest(Grid<S> x, int i, AllowedKeys allowed) {
        @Nullable S max = null;
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                Object e = x.entry(i, j);
                if (e == Grid.Gap.UNDEFINED) {
                    return e;
                }
                max = max == null ? number(e) : reals.max(max, number(e));
            }
        }
        return max == null ? reals.zero() : max;
    }

    @Override
    public Truth less(Grid<S> x, Grid<S> y, int i, int j) {
        return reals.less(get(x, i, j), get(y, i, j));
    }

    private Grid<S> references(Grid<S> logits, AllowedKeys allowed) {
        return map(rowMax(logits, allowed), reals::reference);
    }

    private Grid<S> shiftedExp(Grid<S> logits, Grid<S> references, AllowedKeys allowed) {
        return exp(subtract(keep(logits, allowed), references), allowed);
    }

    @Override
    public Grid<S> softmaxRows(Grid<S> logits, AllowedKeys allowed) {
        Grid<S> e = shiftedExp(logits, references(logits, allowed), allowed);
        return normalise(e, rowSums(e), allowed);
    }

    @Override
    public Grid<S> logSumExpRows(Grid<S> logits, AllowedKeys allowed) {
        Grid<S> references = references(logits, allowed);
        Grid<S> sums = rowSums(shiftedExp(logits, references, allowed));
        return add(references, log(add(sums, emptyRows(allowed))));
    }
}
