@NullMarked
package org.fiducial.theory.softmax;

import org.jspecify.annotations.NullMarked;
