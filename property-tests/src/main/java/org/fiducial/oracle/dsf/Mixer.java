package org.fiducial.oracle.dsf;

import java.util.List;
import org.fiducial.operator.dsf.DynamicalSystem;

/**
 * A system and what its algorithms may keep of it.
 *
 * @param exponents z_i with decays e^-z_i, one a token; empty where decays are not made so
 */
record Mixer<T>(DynamicalSystem<T> system, List<T> exponents) {}
