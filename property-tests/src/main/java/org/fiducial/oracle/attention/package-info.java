/** The oracle of softmax attention: its cases, its envelopes, its catalogue of mistakes. */
@NullMarked
package org.fiducial.oracle.attention;

import org.jspecify.annotations.NullMarked;
