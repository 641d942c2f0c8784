@NullMarked
package org.fiducial.oracle.quantisation;

import org.jspecify.annotations.NullMarked;
