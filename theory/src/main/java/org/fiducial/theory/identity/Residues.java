package org.fiducial.theory.identity;

import org.jspecify.annotations.Nullable;

/** A matrix of residues modulo a prime, in Montgomery's form, each perhaps with a meaning as an exponent. */
public final class Residues extends TwoSorted {
    final long[] value;

    Residues(int rows, int columns, long[] value, long @Nullable [] exponent) {
        super(rows, columns, exponent);
        this.value = value;
    }
}
