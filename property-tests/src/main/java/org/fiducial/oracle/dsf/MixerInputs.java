package org.fiducial.oracle.dsf;

import java.util.Map;
import org.fiducial.arithmetic.Ring;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one sequence, as matrices; a vector is one row.
 *
 * @param matrices by the names of {@link MixerKind#tensors}
 * @param length number of tokens L
 * @param width width of the output
 */
record MixerInputs(Map<String, Matrix> matrices, int length, int width) {
    boolean has(String name) {
        return matrices.containsKey(name);
    }

    /** The tensor in an arithmetic. @throws IllegalStateException if the case has none of that name */
    <T> T take(Ring<T> a, String name) {
        Matrix m = matrices.get(name);
        if (m == null) {
            throw new IllegalStateException("no tensor " + name);
        }
        return a.literal(m);
    }

    /** A vector as a column. */
    <T> T column(Ring<T> a, String name) {
        return a.transpose(take(a, name));
    }

    /** A vector as a column, or null if the case has none. */
    <T> @Nullable T optionalColumn(Ring<T> a, String name) {
        return has(name) ? column(a, name) : null;
    }
}
