/** Arithmetics of the storage formats, step by step: stand-ins for implementations. */
@NullMarked
package org.fiducial.arithmetic.emulated;

import org.jspecify.annotations.NullMarked;
