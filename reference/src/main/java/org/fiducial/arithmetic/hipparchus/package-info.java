/** Scalars of the Hipparchus library as an arithmetic here, and balls as scalars there. */
@NullMarked
package org.fiducial.arithmetic.hipparchus;

import org.jspecify.annotations.NullMarked;
