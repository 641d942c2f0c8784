/** Matrices over any arithmetic of single numbers. */
@NullMarked
package org.fiducial.arithmetic.lifted;

import org.jspecify.annotations.NullMarked;
