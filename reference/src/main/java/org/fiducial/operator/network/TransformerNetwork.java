package org.fiducial.operator.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedRing;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * A network as data, sheets urpe (D7) and uat-single-layer (D1)-(D4): a token-wise affine embedding, blocks, a token-wise read-out. There
 * is no layer norm, every token attends to all tokens.
 *
 * @param embedding [d, D]; its offset may have one row a token; null for none
 * @param readOut [D, m], or null for none
 * @param scale the scale of the logits
 */
public record TransformerNetwork<T>(
        @Nullable Affine<T> embedding,
        List<TransformerBlock<T>> blocks,
        @Nullable Affine<T> readOut,
        Scale scale) {
    public TransformerNetwork {
        blocks = List.copyOf(blocks);
    }

    /** The output [n, m] for x [n, d]; {@code relu} is the rectifier of that arithmetic. */
    public T output(ExponentialField<T> a, UnaryOperator<T> relu, T x) {
        AllowedKeys all = AllowedKeys.all(a.rows(x), a.rows(x));
        T t = embedding == null ? x : embedding.of(a, x);
        for (TransformerBlock<T> block : blocks) {
            t = block.of(a, relu, t, scale, all);
        }
        return readOut == null ? t : readOut.of(a, t);
    }

    /** ReLU in real arithmetics. */
    public static <T> UnaryOperator<T> rectifier(OrderedReals<T> a) {
        T zero = a.constant(1, 1, Dyadic.ZERO);
        return x -> a.max(x, zero);
    }

    /** ReLU in exact fractions. */
    public static UnaryOperator<Grid<Rational>> rectifier(LiftedRing<Rational> a) {
        return x -> a.matrix(x.rows(), x.columns(), (i, j) -> {
            Rational e = a.get(x, i, j);
            return e.signum() < 0 ? Rational.ZERO : e;
        });
    }
}
