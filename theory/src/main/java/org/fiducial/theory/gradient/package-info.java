/** Gradients of any operator text in any arithmetic. */
@NullMarked
package org.fiducial.theory.gradient;

import org.jspecify.annotations.NullMarked;
