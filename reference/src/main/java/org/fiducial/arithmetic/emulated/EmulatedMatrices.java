package org.fiducial.arithmetic.emulated;

import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.number.Format;

/** Matrices of an emulated arithmetic, with stores to other formats on the way. */
public final class EmulatedMatrices extends LiftedReals<Double> {
    private final EmulatedReals reals;

    public EmulatedMatrices(EmulatedReals reals) {
        super(reals);
        this.reals = reals;
    }

    @Override
    public EmulatedReals scalars() {
        return reals;
    }

    /** Every element rounded to another format, as when the matrix is stored there and read again. */
    public Grid<Double> store(Grid<Double> x, Format format) {
        return mapPresent(x, e -> reals.store(e, format));
    }
}
