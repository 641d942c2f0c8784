/** Exact binary numbers and the storage formats they come in. */
@NullMarked
package org.fiducial.number;

import org.jspecify.annotations.NullMarked;
