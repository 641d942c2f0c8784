package org.fiducial.arithmetic.lifted;

import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.scalar.EnclosingScalars;

/** Matrices of enclosures. */
public class LiftedEnclosing<S> extends LiftedReals<S> implements Enclosing<Grid<S>> {
    private final EnclosingScalars<S> enclosing;

    public LiftedEnclosing(EnclosingScalars<S> scalars) {
        super(scalars);
        this.enclosing = scalars;
    }

    @Override
    public EnclosingScalars<S> scalars() {
        return enclosing;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ArithmeticException if the element depends on an input that is infinite or NaN
     */
    @Override
    public Enclosure enclosure(Grid<S> x, int i, int j) {
        return enclosing.enclosure(get(x, i, j));
    }
}
