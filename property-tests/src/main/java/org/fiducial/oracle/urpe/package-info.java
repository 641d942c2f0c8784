/** The oracle of URPE attention; sheet urpe. */
@NullMarked
package org.fiducial.oracle.urpe;

import org.jspecify.annotations.NullMarked;
