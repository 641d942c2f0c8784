/** Operations and memory traffic, counted while a text or a schedule runs. */
@NullMarked
package org.fiducial.theory.cost;

import org.jspecify.annotations.NullMarked;
