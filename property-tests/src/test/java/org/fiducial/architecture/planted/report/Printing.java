package org.fiducial.architecture.planted.report;

/** Prints where nobody asked. */
final class Printing {
    void print() {
        System.out.println();
    }
}
