package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.operator.dsf.Discretisation;

/** The algorithms whose roundings the oracle bounds. */
enum Algorithm {
    /** Token by token. */
    RECURRENCE,
    /** Masked products times values, divided afterwards. */
    MATRIX,
    /** Masked products divided first, then times values. */
    WEIGHTS,
    /** The matrix of one decay a token, with exponentials of differences of sums. */
    DECAY_MATRIX,
    /** The causal convolution of constant coefficients. */
    CONVOLUTION,
    /** Sums over the kernel's blocks. */
    BLOCKS,
    /** Chunks, decays as products. */
    CHUNKS,
    /** Chunks, decays as exponentials of differences of sums. */
    LOGARITHMIC_CHUNKS,
    /** Chunks as masked matrix products, the state passed on from chunk to chunk. */
    CHUNK_MATRICES,
    /** The same with all states at once, by a matrix of the decays between chunks. */
    CHUNK_MATRICES_AT_ONCE,
    /** Prefix products by doubling. */
    DOUBLING;

    /** What a declared form allows; the first gives the exact value. */
    static List<Algorithm> of(MixerParameters p, boolean realDecays) {
        if (p.kind() == MixerKind.SOFTMAX) {
            return List.of(MATRIX);
        }
        MixerForm form = p.form();
        if (p.kind() == MixerKind.S4) {
            return switch (form) {
                case RECURRENT -> List.of(RECURRENCE);
                case KERNEL -> List.of(CONVOLUTION);
                default -> List.of(RECURRENCE, CONVOLUTION);
            };
        }
        List<Algorithm> all = new ArrayList<>();
        boolean any = form == MixerForm.ANY;
        if (p.kind().isAttention() && (any || form == MixerForm.KERNEL)) {
            all.add(MATRIX);
            all.add(WEIGHTS);
        }
        if (any || form == MixerForm.RECURRENT) {
            all.add(RECURRENCE);
        }
        if (any || form == MixerForm.CHUNKED) {
            all.add(CHUNKS);
            if (p.kind().isAttention()) {
                all.add(CHUNK_MATRICES);
            } else if (p.kind() == MixerKind.SSD && hasExponents(p)) {
                all.add(CHUNK_MATRICES);
                all.add(CHUNK_MATRICES_AT_ONCE);
            }
            if (realDecays && hasExponents(p)) {
                all.add(LOGARITHMIC_CHUNKS);
            }
        }
        if (any || form == MixerForm.SCAN) {
            all.add(DOUBLING);
        }
        if (!p.kind().isAttention() && (any || form == MixerForm.KERNEL)) {
            if (p.kind() == MixerKind.S4D) {
                all.add(CONVOLUTION);
            } else if (p.kind() == MixerKind.SSD && hasExponents(p)) {
                all.add(DECAY_MATRIX);
            } else if (!any) {
                all.add(BLOCKS);
            }
        }
        return all;
    }

    /** Whether transitions are exponentials of sums that an implementation may keep. */
    static boolean hasExponents(MixerParameters p) {
        return switch (p.kind()) {
            case S6, SSD -> p.discretisation() != Discretisation.BILINEAR;
            case RG_LRU -> true;
            default -> false;
        };
    }
}
