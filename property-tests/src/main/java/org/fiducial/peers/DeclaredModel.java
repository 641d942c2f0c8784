package org.fiducial.peers;

import java.util.List;
import org.fiducial.arithmetic.model.FloatModel;

/**
 * The float model of an implementation with what it rests on. A model is never widened until the implementation passes: where no bound is
 * documented or follows from the source, {@code basis} says that it was measured.
 *
 * @param model what the implementation may round
 * @param basis where the accuracy of the exponential comes from, the one number that a source does not show at a glance
 * @param statements one fact each, with the file and function that shows it
 */
public record DeclaredModel(FloatModel model, Basis basis, List<String> statements) {
    /** How the bound on the exponential is known. */
    public enum Basis {
        /** The implementation's own documentation or source states it. */
        DOCUMENTED,
        /** It follows from the formula in the source. */
        DERIVED,
        /** Neither: the largest error seen on a dense sample, with a margin. Weaker evidence. */
        MEASURED
    }

    public DeclaredModel {
        statements = List.copyOf(statements);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("a declared model without statements, expected what it rests on");
        }
    }
}
