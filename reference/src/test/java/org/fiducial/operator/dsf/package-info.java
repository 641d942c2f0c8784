@NullMarked
package org.fiducial.operator.dsf;

import org.jspecify.annotations.NullMarked;
