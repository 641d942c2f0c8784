package org.fiducial.arithmetic.block;

/** A matrix that is computed when read. */
interface Deferred {
    int rows();

    int columns();

    /** Every element. */
    Stored all();
}
