/** Checks of the claims of sheet urpe. */
@NullMarked
package org.fiducial.theory.urpe;

import org.jspecify.annotations.NullMarked;
