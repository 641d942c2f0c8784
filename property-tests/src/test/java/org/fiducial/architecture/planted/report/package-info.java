/** Planted violations. */
@NullMarked
package org.fiducial.architecture.planted.report;

import org.jspecify.annotations.NullMarked;
