/**
 * Causal sequence mixers as one recurrence, sheet dsf: the dynamical system (D1) with its executors, and softmax, linear and normalised
 * attention, state space models and gated recurrent networks as choices of its coefficients.
 */
@NullMarked
package org.fiducial.operator.dsf;

import org.jspecify.annotations.NullMarked;
