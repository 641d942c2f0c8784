package org.fiducial.oracle.scatterbrain;

/** How a case says what its support is, sheet scatterbrain (D5). */
enum SupportKind {
    NONE,
    FULL,
    TENSOR,
    WINDOW,
    TOP,
    HYPERPLANE,
    CROSS_POLYTOPE,
    CLUSTERS,
    RANDOM
}
