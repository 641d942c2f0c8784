/** The commands that check claims and show their evidence. */
@NullMarked
package org.fiducial.claims;

import org.jspecify.annotations.NullMarked;
