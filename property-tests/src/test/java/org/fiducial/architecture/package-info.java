/** The house rules that a machine can see: order of packages, modules' dependencies, names, process exits. */
@NullMarked
package org.fiducial.architecture;

import org.jspecify.annotations.NullMarked;
