@NullMarked
package org.fiducial.theory.cost;

import org.jspecify.annotations.NullMarked;
