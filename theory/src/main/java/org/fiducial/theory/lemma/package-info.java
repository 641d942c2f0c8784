/** Lemmas that many sheets use, each once. */
@NullMarked
package org.fiducial.theory.lemma;

import org.jspecify.annotations.NullMarked;
