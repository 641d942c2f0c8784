/** The kinds of drawn inputs are what they say, and failing cases become small. */
@NullMarked
package org.fiducial.generators;

import org.jspecify.annotations.NullMarked;
