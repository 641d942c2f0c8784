/** The oracle of choices on given scores. */
@NullMarked
package org.fiducial.oracle.selection;

import org.jspecify.annotations.NullMarked;
