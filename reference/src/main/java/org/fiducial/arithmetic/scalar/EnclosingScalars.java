package org.fiducial.arithmetic.scalar;

import org.fiducial.arithmetic.Enclosure;

/** Real numbers that stand for sets: every result contains the exact result of every choice from its operands. */
public interface EnclosingScalars<S> extends ScalarReals<S> {
    Enclosure enclosure(S x);
}
