@NullMarked
package org.fiducial.operator.urpe;

import org.jspecify.annotations.NullMarked;
