/** The oracle of any operator that is one text over an arithmetic: envelope, verdict, diagnosis and power from the text alone. */
@NullMarked
package org.fiducial.oracle.text;

import org.jspecify.annotations.NullMarked;
