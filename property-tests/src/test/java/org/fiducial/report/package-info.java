/** Tests of the package of the same name. */
@NullMarked
package org.fiducial.report;

import org.jspecify.annotations.NullMarked;
