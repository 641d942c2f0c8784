/** The oracle of attention with a factored bias; sheet flashbias. */
@NullMarked
package org.fiducial.oracle.flashbias;

import org.jspecify.annotations.NullMarked;
