/** Uniform quantisation of lists of numbers; sheet zipcache, definitions (D1) and (D2). */
@NullMarked
package org.fiducial.operator.quantisation;

import org.jspecify.annotations.NullMarked;
