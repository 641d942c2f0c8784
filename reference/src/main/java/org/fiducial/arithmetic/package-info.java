/** What an operator text may ask of an arithmetic; each interpretation of the text lives in a package below. */
@NullMarked
package org.fiducial.arithmetic;

import org.jspecify.annotations.NullMarked;
