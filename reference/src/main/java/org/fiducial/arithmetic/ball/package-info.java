/** Certified enclosures of any precision: midpoint and radius, both binary. */
@NullMarked
package org.fiducial.arithmetic.ball;

import org.jspecify.annotations.NullMarked;
