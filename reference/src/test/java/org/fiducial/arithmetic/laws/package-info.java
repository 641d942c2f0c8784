/** The laws that every arithmetic has to obey, and the mutants that show what they notice. */
@NullMarked
package org.fiducial.arithmetic.laws;

import org.jspecify.annotations.NullMarked;
