/** Tests of the package of the same name. */
@NullMarked
package org.fiducial.peers;

import org.jspecify.annotations.NullMarked;
