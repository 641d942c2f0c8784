package org.fiducial.theory.exhaustive;

/** The error of a scalar map at one code of a format, in a unit of the claim's choosing, rounded upwards. */
@FunctionalInterface
public interface CodeError {
    /**
     * The error at a code, infinities and NaNs included; infinity or NaN where the map is plainly wrong.
     *
     * @throws org.fiducial.arithmetic.UndecidedException if the exact value could not be enclosed well enough
     */
    double at(long code);
}
