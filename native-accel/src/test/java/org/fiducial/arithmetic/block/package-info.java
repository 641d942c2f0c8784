@NullMarked
package org.fiducial.arithmetic.block;

import org.jspecify.annotations.NullMarked;
