@NullMarked
package org.fiducial.operator.flashbias;

import org.jspecify.annotations.NullMarked;
