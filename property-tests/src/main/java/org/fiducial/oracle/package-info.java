/** Verdicts: whether a candidate output lies within the envelope that its declared float model allows. */
@NullMarked
package org.fiducial.oracle;

import org.jspecify.annotations.NullMarked;
