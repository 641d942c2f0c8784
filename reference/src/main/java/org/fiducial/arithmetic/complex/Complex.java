package org.fiducial.arithmetic.complex;

/** The matrix real + imaginary i, both parts of one shape. */
public record Complex<T>(T real, T imaginary) {}
