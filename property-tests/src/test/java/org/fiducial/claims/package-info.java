@NullMarked
package org.fiducial.claims;

import org.jspecify.annotations.NullMarked;
