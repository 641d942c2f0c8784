/** Tests. */
@NullMarked
package org.fiducial.arithmetic.emulated;

import org.jspecify.annotations.NullMarked;
