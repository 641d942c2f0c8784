@NullMarked
package org.fiducial.arithmetic.model;

import org.jspecify.annotations.NullMarked;
