/** The checks of sheet scatterbrain. */
@NullMarked
package org.fiducial.theory.scatterbrain;

import org.jspecify.annotations.NullMarked;
