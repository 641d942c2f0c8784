/** What an arithmetic of single numbers offers; every such arithmetic becomes an arithmetic of matrices in the package lifted. */
@NullMarked
package org.fiducial.arithmetic.scalar;

import org.jspecify.annotations.NullMarked;
