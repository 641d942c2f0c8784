@NullMarked
package org.fiducial.gpu;

import org.jspecify.annotations.NullMarked;
