@NullMarked
package org.fiducial.theory.target;

import org.jspecify.annotations.NullMarked;
