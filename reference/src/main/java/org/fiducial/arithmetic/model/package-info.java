/** What a float implementation is allowed to round, and what it can have computed then. */
@NullMarked
package org.fiducial.arithmetic.model;

import org.jspecify.annotations.NullMarked;
