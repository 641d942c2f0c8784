package org.fiducial.arithmetic.model;

/** How an implementation forms the argument of its exponential, sheet softmax-attention C12. */
public enum ExpArgument {
    /** exp(fl(s - c)): one rounding. */
    NATURAL,
    /** exp2(fl(fl(s - c) * fl(log2 e))): three roundings. */
    BASE2,
    /** exp2(fma(r, alpha, -fl(c alpha))) with alpha = fl(tau log2 e) and r the raw dot product. */
    FUSED
}
