/** Bounds of the softmax attention sheet in closed form. */
@NullMarked
package org.fiducial.theory.attention;

import org.jspecify.annotations.NullMarked;
