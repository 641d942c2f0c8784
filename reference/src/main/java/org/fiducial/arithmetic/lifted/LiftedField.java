package org.fiducial.arithmetic.lifted;

import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.scalar.ScalarField;

/** Matrices over a field of single numbers. */
public class LiftedField<S> extends LiftedRing<S> implements Field<Grid<S>> {
    private final ScalarField<S> field;

    public LiftedField(ScalarField<S> scalars) {
        super(scalars);
        this.field = scalars;
    }

    @Override
    public ScalarField<S> scalars() {
        return field;
    }

    @Override
    public Grid<S> divide(Grid<S> x, Grid<S> y) {
        return combine("quotient", x, y, field::divide);
    }
}
