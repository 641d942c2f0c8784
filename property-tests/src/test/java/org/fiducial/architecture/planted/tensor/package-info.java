/** Planted violations. */
@NullMarked
package org.fiducial.architecture.planted.tensor;

import org.jspecify.annotations.NullMarked;
