/** Checks of inequalities by certified enclosures, with tightness recorded so that no bound passes for trivial reasons. */
@NullMarked
package org.fiducial.theory.bound;

import org.jspecify.annotations.NullMarked;
