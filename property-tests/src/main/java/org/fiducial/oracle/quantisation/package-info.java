/** The oracle of uniform quantisation, a row a list; sheet zipcache, definitions (D1) and (D2). */
@NullMarked
package org.fiducial.oracle.quantisation;

import org.jspecify.annotations.NullMarked;
