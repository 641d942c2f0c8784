/** Attention with relative position encodings: a bias inside the softmax, a Toeplitz multiplier outside it; sheet urpe. */
@NullMarked
package org.fiducial.operator.urpe;

import org.jspecify.annotations.NullMarked;
