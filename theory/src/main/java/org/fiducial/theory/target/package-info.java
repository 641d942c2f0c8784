/** Functions that networks are to approximate: a small expression language, its enclosures, its polynomials. */
@NullMarked
package org.fiducial.theory.target;

import org.jspecify.annotations.NullMarked;
