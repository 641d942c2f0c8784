@NullMarked
package org.fiducial.oracle.flashbias;

import org.jspecify.annotations.NullMarked;
