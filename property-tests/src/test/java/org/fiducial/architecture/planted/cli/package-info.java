/** Planted violations. */
@NullMarked
package org.fiducial.architecture.planted.cli;

import org.jspecify.annotations.NullMarked;
