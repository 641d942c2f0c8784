package org.fiducial.operator;

/** Which corner a causal mask is aligned to, sheet softmax-attention (D7); the two differ unless there are as many queries as keys. */
public enum CausalAlignment {
    /** No causal mask. */
    NONE,
    /** Query i sees the keys j <= i. */
    TOP_LEFT,
    /** Query i sees the keys j <= i + (keys - queries). */
    BOTTOM_RIGHT
}
