/** Exact fractions. */
@NullMarked
package org.fiducial.arithmetic.exact;

import org.jspecify.annotations.NullMarked;
