@NullMarked
package org.fiducial.theory.statistics;

import org.jspecify.annotations.NullMarked;
