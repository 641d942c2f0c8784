/** Numbers of the Apfloat library: the independent reference value. */
@NullMarked
package org.fiducial.arithmetic.apfloat;

import org.jspecify.annotations.NullMarked;
