/** Tests. */
@NullMarked
package org.fiducial.arithmetic.ball;

import org.jspecify.annotations.NullMarked;
