@NullMarked
package org.fiducial.oracle.dsf;

import org.jspecify.annotations.NullMarked;
