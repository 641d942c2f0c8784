package org.fiducial.theory.identity;

import org.jspecify.annotations.Nullable;

/** A matrix of degree and height bounds. */
public final class Magnitudes extends TwoSorted {
    final Magnitude[] value;

    Magnitudes(int rows, int columns, Magnitude[] value, long @Nullable [] exponent) {
        super(rows, columns, exponent);
        this.value = value;
    }
}
