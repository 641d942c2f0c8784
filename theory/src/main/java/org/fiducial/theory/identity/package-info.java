/** Testing algebraic identities by random evaluation in prime fields, with a failure probability that is computed. */
@NullMarked
package org.fiducial.theory.identity;

import org.jspecify.annotations.NullMarked;
