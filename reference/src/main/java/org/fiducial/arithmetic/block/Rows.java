package org.fiducial.arithmetic.block;

/** A deferred matrix that can be computed in bands, only where keys are allowed. */
interface Rows extends Deferred {
    /** Fills the midpoints, radii and magnitudes of a band. */
    void read(Band band);
}
