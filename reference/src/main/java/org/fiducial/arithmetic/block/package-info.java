/**
 * Certified arithmetic at the speed of ordinary arithmetic: matrices of binary64 midpoints whose radii come from a-priori bounds, so that
 * the inner loops are the ordinary ones. Bounds use u = 2^-53 and gamma_k = k u / (1 - k u) (Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., ch. 3); every radius is computed with its own rounding errors added on top.
 */
@NullMarked
package org.fiducial.arithmetic.block;

import org.jspecify.annotations.NullMarked;
