@NullMarked
package org.fiducial.cli;

import org.jspecify.annotations.NullMarked;
