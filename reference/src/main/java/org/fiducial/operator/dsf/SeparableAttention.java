package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * Causal attention whose kernel is an inner product of features, sheet dsf (D4): y_i = sum over j <= i of phi_i . psi_j / eta_i times W u_j.
 * A zero normaliser is an error of the input: every method that divides throws an ArithmeticException then.
 *
 * @param queryFeatures phi(q_i), [L, n]
 * @param keyFeatures psi(k_j), [L, n]
 * @param normalisers eta_i, [L, 1]; any prefix-dependent numbers that are not zero
 * @param projection W, [dv, d], or null for the identity
 */
public record SeparableAttention<T>(
        T queryFeatures,
        T keyFeatures,
        T normalisers,
        @Nullable T projection) {
    /** Which normaliser a wrong transcription of (D5) divides B_i by. */
    public enum InputNormaliser {
        /** eta_i, as (D5) has it. */
        CURRENT,
        /** eta_{i-1}, as one secondary note prints it: another operator. */
        PREVIOUS
    }

    /** The normalisers of linear attention, eta_i = phi_i . (psi_0 + ... + psi_i), (D7); [L, 1]. */
    public static <T> T linearNormalisers(Ring<T> a, T queryFeatures, T keyFeatures) {
        T products = a.matmul(queryFeatures, a.transpose(keyFeatures));
        return a.rowSums(a.keep(products, CausalKernel.causal(a.rows(queryFeatures))));
    }

    /** Linear attention (D7) over given features. */
    public static <T> SeparableAttention<T> linear(Ring<T> a, T queryFeatures, T keyFeatures, @Nullable T projection) {
        return new SeparableAttention<>(
                queryFeatures, keyFeatures, linearNormalisers(a, queryFeatures, keyFeatures), projection);
    }

    /** The weights phi_i . psi_j / eta_i for j <= i, zeros above the diagonal; [L, L]. */
    public T weights(Field<T> a) {
        return a.divide(unnormalised(a), normalisers);
    }

    private T unnormalised(Ring<T> a) {
        T products = a.matmul(queryFeatures, a.transpose(keyFeatures));
        return a.keep(products, CausalKernel.causal(a.rows(queryFeatures)));
    }

    /** W u_j for each token, [L, dv]. */
    public T values(Ring<T> a, T tokens) {
        return projection == null ? tokens : a.matmul(tokens, a.transpose(projection));
    }

    /** The output in matrix form, (D4): the masked products times the values, then divided; [L, dv]. */
    public T output(Field<T> a, T tokens) {
        return a.divide(a.matmul(unnormalised(a), values(a, tokens)), normalisers);
    }

    /** Form A, (D5): the normaliser in the transition and in the input. */
    public DynamicalSystem<T> formA(Field<T> a, InputNormaliser input) {
        T one = a.constant(1, 1, Dyadic.ONE);
        List<Step<T>> steps = new ArrayList<>();
        T before = one;
        for (int i = 0; i < a.rows(queryFeatures); i++) {
            int[] row = {i};
            T eta = a.gatherRows(normalisers, row);
            T divisor = input == InputNormaliser.CURRENT ? eta : before;
            steps.add(new ChannelStep<>(
                    a.divide(before, eta),
                    a.divide(a.gatherRows(keyFeatures, row), divisor),
                    projection,
                    a.gatherRows(queryFeatures, row),
                    null));
            before = eta;
        }
        return new DynamicalSystem<>(steps);
    }

    /** Form B, (D6): nothing decays, and the normaliser divides at the read-out alone. */
    public DynamicalSystem<T> formB(Field<T> a) {
        T one = a.constant(1, 1, Dyadic.ONE);
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(queryFeatures); i++) {
            int[] row = {i};
            T read = a.divide(a.gatherRows(queryFeatures, row), a.gatherRows(normalisers, row));
            steps.add(new ChannelStep<>(one, a.gatherRows(keyFeatures, row), projection, read, null));
        }
        return new DynamicalSystem<>(steps);
    }

    /**
     * The sums that form B carries, without the normaliser: decay 1 and read-out phi_i. Run on values with a column of ones beside them, its
     * last output is the normaliser of linear attention: the n more states that make (D6) a recurrence of tokens.
     */
    public static <T> DynamicalSystem<T> sums(Ring<T> a, T queryFeatures, T keyFeatures) {
        T one = a.constant(1, 1, Dyadic.ONE);
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(queryFeatures); i++) {
            int[] row = {i};
            steps.add(new ChannelStep<>(
                    one, a.gatherRows(keyFeatures, row), null, a.gatherRows(queryFeatures, row), null));
        }
        return new DynamicalSystem<>(steps);
    }

    /** Values with a column of ones beside them. */
    public static <T> T augmented(Ring<T> a, T values) {
        return a.concatenateColumns(List.of(values, a.constant(a.rows(values), 1, Dyadic.ONE)));
    }

    /** All columns but the last, divided by the last: what outputs of {@link #sums} on {@link #augmented} values mean. */
    public static <T> T quotient(Field<T> a, T outputs) {
        int width = a.columns(outputs) - 1;
        return a.divide(a.columns(outputs, 0, width), a.columns(outputs, width, width + 1));
    }
}
