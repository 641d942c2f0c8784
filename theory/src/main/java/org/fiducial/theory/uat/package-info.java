/** Checks of the claims of sheet uat-single-layer. */
@NullMarked
package org.fiducial.theory.uat;

import org.jspecify.annotations.NullMarked;
