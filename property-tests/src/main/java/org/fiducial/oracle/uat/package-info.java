/** The oracle of single-layer transformers; sheet uat-single-layer. */
@NullMarked
package org.fiducial.oracle.uat;

import org.jspecify.annotations.NullMarked;
