package org.fiducial.oracle.dsf;

import java.util.Locale;

/** How an implementation evaluates a system; all are the same operator (dsf-C12), their roundings differ. */
enum MixerForm {
    /** Any of the others that suits the system: the widest bound. */
    ANY,
    /** Token by token, (D1). */
    RECURRENT,
    /** The matrix (D3), or the convolution where coefficients are constant. */
    KERNEL,
    /** Chunks with a carried state, inside as the kernel or as matrix products; decays as products or as exponentials of sums. */
    CHUNKED,
    /** A parallel prefix scan over (D18). */
    SCAN;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
