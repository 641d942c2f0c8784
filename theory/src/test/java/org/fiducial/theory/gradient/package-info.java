@NullMarked
package org.fiducial.theory.gradient;

import org.jspecify.annotations.NullMarked;
