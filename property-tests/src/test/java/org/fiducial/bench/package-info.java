@NullMarked
package org.fiducial.bench;

import org.jspecify.annotations.NullMarked;
