/** Networks built for a target, with errors certified on the whole domain; sheets urpe and uat-single-layer. */
@NullMarked
package org.fiducial.theory.construction;

import org.jspecify.annotations.NullMarked;
