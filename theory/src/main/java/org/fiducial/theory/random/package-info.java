/** Draws that carry a failure probability: a 256-bit seeded cryptographic generator. */
@NullMarked
package org.fiducial.theory.random;

import org.jspecify.annotations.NullMarked;
