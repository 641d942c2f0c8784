package org.fiducial.architecture.planted.bare;

/** In a package without package-info, and one without a place in the order. */
final class Unmarked {}
