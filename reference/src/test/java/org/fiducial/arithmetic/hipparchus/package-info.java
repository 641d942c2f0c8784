/** Tests. */
@NullMarked
package org.fiducial.arithmetic.hipparchus;

import org.jspecify.annotations.NullMarked;
