@NullMarked
package org.fiducial.theory.exhaustive;

import org.jspecify.annotations.NullMarked;
