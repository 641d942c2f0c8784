@NullMarked
package org.fiducial.theory.construction;

import org.jspecify.annotations.NullMarked;
