package org.fiducial.arithmetic.lifted;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.scalar.ScalarExponentialField;

/** Matrices over a field of single numbers with an exponential. */
public class LiftedExponentialField<S> extends LiftedField<S> implements ExponentialField<Grid<S>> {
    private final ScalarExponentialField<S> field;

    public LiftedExponentialField(ScalarExponentialField<S> scalars) {
        super(scalars);
        this.field = scalars;
    }

    @Override
    public ScalarExponentialField<S> scalars() {
        return field;
    }

    @Override
    public Grid<S> exp(Grid<S> x) {
        return map(x, field::exp);
    }

    @Override
    public Grid<S> exp(Grid<S> logits, AllowedKeys allowed) {
        checkMask(logits, allowed);
        return build(logits.rows(), logits.columns(), (i, j) -> {
            if (!allowed.allows(i, j)) {
                return Grid.Gap.ABSENT;
            }
            Object e = logits.entry(i, j);
            return e == Grid.Gap.UNDEFINED ? e : field.exp(number(e));
        });
    }

    @Override
    public Grid<S> normalise(Grid<S> x, Grid<S> normalisers, AllowedKeys allowed) {
        if (normalisers.rows() != x.rows() || normalisers.columns() != 1 || allowed.queries() != x.rows()) {
            throw new IllegalArgumentException("normalisers " + normalisers.shape() + " and allowed keys of "
                    + allowed.queries() + " queries for a " + x.shape() + " matrix");
        }
        return build(x.rows(), x.columns(), (i, j) -> {
            Object e = x.entry(i, j);
            if (allowed.count(i) == 0 || e == Grid.Gap.ABSENT) {
                return Grid.Gap.ABSENT;
            }
            Object normaliser = normalisers.entry(i, 0);
            return e == Grid.Gap.UNDEFINED || normaliser == Grid.Gap.UNDEFINED
                    ? Grid.Gap.UNDEFINED
                    : field.divide(number(e), number(normaliser));
        });
    }
}
