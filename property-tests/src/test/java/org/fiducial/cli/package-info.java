/** Tests of the package of the same name. */
@NullMarked
package org.fiducial.cli;

import org.jspecify.annotations.NullMarked;
