package org.fiducial.arithmetic;

/**
 * A matrix of enclosures with binary64 ends: element (i, j) lies within radius[i * columns + j] of mid[i * columns + j].
 * The arrays are the caller's to read and not to change.
 */
public record Enclosures(int rows, int columns, double[] mid, double[] radius) {}
