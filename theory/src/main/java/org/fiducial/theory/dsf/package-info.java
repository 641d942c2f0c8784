/** Checks of the claims of sheet dsf: dynamical systems, attention, state space models and gated recurrences. */
@NullMarked
package org.fiducial.theory.dsf;

import org.jspecify.annotations.NullMarked;
