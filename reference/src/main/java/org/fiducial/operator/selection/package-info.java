/** Choices on given scores. */
@NullMarked
package org.fiducial.operator.selection;

import org.jspecify.annotations.NullMarked;
