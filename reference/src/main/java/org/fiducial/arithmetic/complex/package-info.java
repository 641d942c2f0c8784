/** Matrices of complex numbers over any arithmetic of real ones. */
@NullMarked
package org.fiducial.arithmetic.complex;

import org.jspecify.annotations.NullMarked;
