@NullMarked
package org.fiducial.theory.identity;

import org.jspecify.annotations.NullMarked;
