/** The oracle of Scatterbrain attention: deterministic checks for given projections and hashes, and tests of repeated runs. */
@NullMarked
package org.fiducial.oracle.scatterbrain;

import org.jspecify.annotations.NullMarked;
