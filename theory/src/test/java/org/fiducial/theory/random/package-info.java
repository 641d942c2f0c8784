@NullMarked
package org.fiducial.theory.random;

import org.jspecify.annotations.NullMarked;
