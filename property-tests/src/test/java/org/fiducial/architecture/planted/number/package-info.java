/** Planted violations. */
@NullMarked
package org.fiducial.architecture.planted.number;

import org.jspecify.annotations.NullMarked;
