package org.fiducial.oracle.scatterbrain;

import java.util.Locale;

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
    RANDOM;

    static SupportKind named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
