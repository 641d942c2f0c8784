@NullMarked
package org.fiducial.theory.lemma;

import org.jspecify.annotations.NullMarked;
