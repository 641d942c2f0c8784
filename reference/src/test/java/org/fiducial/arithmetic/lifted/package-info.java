/** Tests. */
@NullMarked
package org.fiducial.arithmetic.lifted;

import org.jspecify.annotations.NullMarked;
