/** The oracle of causal sequence mixers, sheet dsf: attention, state space models and gated recurrences as dynamical systems. */
@NullMarked
package org.fiducial.oracle.dsf;

import org.jspecify.annotations.NullMarked;
