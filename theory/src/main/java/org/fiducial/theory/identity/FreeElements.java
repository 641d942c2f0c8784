package org.fiducial.theory.identity;

import org.fiducial.tensor.Matrix;

/** An arithmetic that draws its own free elements. */
public interface FreeElements<T> {
    /** A matrix of free elements that may not stand in an exponent. */
    T free(int rows, int columns);

    /** A matrix of free exponents; {@code integers} says their values where the level asks for integers. */
    T freeExponents(Matrix integers);

    /** Cosines and sines of integer multiples of one free angle. */
    Variables.Circle<T> freeAngle(int... multiples);
}
