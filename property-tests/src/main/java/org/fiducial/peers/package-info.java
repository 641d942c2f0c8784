/** Implementations of attention to measure: real engines, each with the float model that its source supports, and built-in ones. */
@NullMarked
package org.fiducial.peers;

import org.jspecify.annotations.NullMarked;
