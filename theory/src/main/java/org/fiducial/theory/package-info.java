/** Claims of the operator sheets, their checks, and the evidence that a check gives. */
@NullMarked
package org.fiducial.theory;

import org.jspecify.annotations.NullMarked;
