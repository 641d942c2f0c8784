@NullMarked
package org.fiducial.oracle.uat;

import org.jspecify.annotations.NullMarked;
