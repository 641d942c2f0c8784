/** Tests. */
@NullMarked
package org.fiducial.arithmetic.apfloat;

import org.jspecify.annotations.NullMarked;
