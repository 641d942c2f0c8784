package org.fiducial.peers;

import java.util.Optional;
import java.util.Set;
import org.fiducial.number.Format;

/** Something that computes softmax attention in floating point. Constructing one loads no native code. */
public interface AttentionImplementation {
    /** Short name, as in reports. */
    String name();

    /** Version of the library that computes. */
    String version();

    /** Why this implementation cannot run here, in one line; empty if it can. The first call may load native code. */
    Optional<String> absence();

    /** Formats it computes in. */
    Set<Format> formats();

    /**
     * The float model that this problem is computed under, from the implementation's documentation or source.
     *
     * @throws IllegalArgumentException for a format it does not compute in
     */
    DeclaredModel declared(AttentionProblem problem, Format format);

    /**
     * The output for the problem with its tensors rounded to the format first.
     *
     * @throws IllegalArgumentException for a format it does not compute in
     * @throws IllegalStateException if it is absent here, or the engine fails
     */
    AttentionOutput run(AttentionProblem problem, Format format);

    /**
     * The gradients of {@code sum(outputGradient o output)} in binary32; empty if it computes none.
     *
     * @param outputGradient G [heads, queries, valueWidth]
     */
    default Optional<InputGradients> gradients(AttentionProblem problem, float[] outputGradient) {
        return Optional.empty();
    }

    /** @throws IllegalArgumentException for a format it does not compute in */
    default void requireFormat(Format format) {
        if (!formats().contains(format)) {
            throw new IllegalArgumentException(
                    name() + " does not compute in " + format + ", expected one of " + formats());
        }
    }
}
