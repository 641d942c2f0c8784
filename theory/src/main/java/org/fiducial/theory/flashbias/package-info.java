/** Checks of claims of the sheet flashbias. */
@NullMarked
package org.fiducial.theory.flashbias;

import org.jspecify.annotations.NullMarked;
