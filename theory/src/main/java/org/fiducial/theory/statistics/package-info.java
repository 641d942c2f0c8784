/** Statistical tests with a proved bound on false alarms and a computed power; exact expectations over finite distributions. */
@NullMarked
package org.fiducial.theory.statistics;

import org.jspecify.annotations.NullMarked;
