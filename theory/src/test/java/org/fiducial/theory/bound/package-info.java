@NullMarked
package org.fiducial.theory.bound;

import org.jspecify.annotations.NullMarked;
