/** Checks of scalar maps on every input of a storage format. */
@NullMarked
package org.fiducial.theory.exhaustive;

import org.jspecify.annotations.NullMarked;
