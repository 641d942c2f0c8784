@NullMarked
package org.fiducial.oracle.urpe;

import org.jspecify.annotations.NullMarked;
