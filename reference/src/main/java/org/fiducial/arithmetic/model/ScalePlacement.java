package org.fiducial.arithmetic.model;

/** Where an implementation applies the scale tau. */
public enum ScalePlacement {
    /** Once: to the logits, to the queries or to the keys. */
    ONCE,
    /** sqrt(tau) to the queries and sqrt(tau) to the keys. */
    SPLIT
}
