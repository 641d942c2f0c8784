package org.fiducial.architecture.planted.report;

/** Draws what nobody can draw again. */
final class Unseeded {
    double draw() {
        return Math.random();
    }
}
