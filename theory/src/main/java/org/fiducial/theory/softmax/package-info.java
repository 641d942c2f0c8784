/** The checks of the claims of sheet softmax-attention. */
@NullMarked
package org.fiducial.theory.softmax;

import org.jspecify.annotations.NullMarked;
