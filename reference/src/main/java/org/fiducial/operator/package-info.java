/** Operators, each written once against the capabilities that its theorems need. */
@NullMarked
package org.fiducial.operator;

import org.jspecify.annotations.NullMarked;
