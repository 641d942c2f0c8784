/** Softmax attention with a bias that is a product of factors; sheet flashbias. */
@NullMarked
package org.fiducial.operator.flashbias;

import org.jspecify.annotations.NullMarked;
