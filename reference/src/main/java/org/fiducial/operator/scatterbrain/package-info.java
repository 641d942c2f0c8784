/** Scatterbrain: sparse plus low-rank attention from random features and hashing, with either part alone as a degenerate setting. */
@NullMarked
package org.fiducial.operator.scatterbrain;

import org.jspecify.annotations.NullMarked;
