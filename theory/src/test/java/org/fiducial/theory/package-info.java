@NullMarked
package org.fiducial.theory;

import org.jspecify.annotations.NullMarked;
