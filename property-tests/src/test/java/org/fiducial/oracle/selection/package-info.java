@NullMarked
package org.fiducial.oracle.selection;

import org.jspecify.annotations.NullMarked;
