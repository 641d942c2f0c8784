/** Tensors of exactly known binary numbers, and the files they are read from and written to. */
@NullMarked
package org.fiducial.tensor;

import org.jspecify.annotations.NullMarked;
