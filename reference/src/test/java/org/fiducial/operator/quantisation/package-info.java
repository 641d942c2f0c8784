@NullMarked
package org.fiducial.operator.quantisation;

import org.jspecify.annotations.NullMarked;
