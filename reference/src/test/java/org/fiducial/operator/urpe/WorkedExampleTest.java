package org.fiducial.operator.urpe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.junit.jupiter.api.Test;

/** The worked example of sheet urpe, with W_Q = 1 in base 2 for ln 2; 3 = e^(ln 3) enters as a factor of the exponentials. */
class WorkedExampleTest {
    private static final LiftedExponentialField<Rational> A = new LiftedExponentialField<>(new BaseTwoRationals());
    private static final AllowedKeys ALL = AllowedKeys.all(2, 2);

    private static Grid<Rational> grid(int columns, Rational... values) {
        return A.matrix(values.length / columns, columns, (i, j) -> values[i * columns + j]);
    }

    private static Grid<Rational> integers(int columns, long... values) {
        return A.matrix(values.length / columns, columns, (i, j) -> Rational.of(values[i * columns + j]));
    }

    private static Rational q(long n, long d) {
        return Rational.of(n, d);
    }

    private static void same(Grid<Rational> expected, Grid<Rational> found) {
        assertEquals(expected.toString(), found.toString());
    }

    /** P of logits x_i x_j + b_(j-i) with e^b given by a table. */
    private static Grid<Rational> weights(Grid<Rational> x, Grid<Rational> exponentials) {
        Grid<Rational> logits = SoftmaxAttention.logits(A, x, x, Scale.of(1), null);
        Grid<Rational> e = A.multiply(A.exp(logits), RelativeOffsets.unique(2).matrix(A, exponentials, 2));
        return A.normalise(e, A.rowSums(e), ALL);
    }

    @Test
    void attentionOfDifferentAndOfEqualTokens() {
        Grid<Rational> x = integers(1, 1, 2);
        Grid<Rational> b = integers(1, 1, 1, 3);
        Grid<Rational> c = RelativeOffsets.unique(2).matrix(A, grid(1, q(-1, 1), q(1, 1), q(1, 2)), 2);
        Grid<Rational> p = weights(x, b);
        same(grid(2, q(1, 7), q(6, 7), q(1, 5), q(4, 5)), p);
        Grid<Rational> u = UrpeAttention.attention(A, p, c);
        same(grid(2, q(1, 7), q(3, 7), q(-1, 5), q(4, 5)), u);
        same(grid(1, q(1, 1), q(7, 5)), A.matmul(u, x));
        same(grid(1, q(13, 7), q(9, 5)), A.matmul(p, x));
        Grid<Rational> attention = A.add(x, A.matmul(u, x));
        FeedForward<Grid<Rational>> feedForward = new FeedForward<>(
                List.of(new Affine<>(integers(2, 1, -1), integers(2, -1, 1)), new Affine<>(integers(1, 1, 2), null)),
                true);
        same(grid(1, q(3, 1), q(29, 5)), feedForward.of(A, TransformerNetwork.rectifier(A), attention));
        Grid<Rational> equal = integers(1, 3, 3);
        Grid<Rational> pe = weights(equal, b);
        same(equal, A.matmul(pe, equal));
        same(grid(1, q(15, 8), q(0, 1)), A.matmul(UrpeAttention.attention(A, pe, c), equal));
    }

    /** A network of one head gives what its parts give; integer bias, base 2. */
    @Test
    void networkIsItsParts() {
        Grid<Rational> x = integers(1, 1, 2);
        Affine<Grid<Rational>> one = new Affine<>(integers(1, 1), null);
        Grid<Rational> b = integers(1, 0, 0, 1);
        Grid<Rational> c = grid(1, q(-1, 1), q(1, 1), q(1, 2));
        AttentionHead<Grid<Rational>> head = new AttentionHead<>(one, one, one, integers(1, 1), b, c);
        TransformerBlock<Grid<Rational>> block = new TransformerBlock<>(List.of(head), true, null);
        TransformerNetwork<Grid<Rational>> network = new TransformerNetwork<>(null, List.of(block), null, Scale.of(1));
        // exp of logits (1 + 0, 2 + 1), (2 + 0, 4 + 0): rows (2, 8), (4, 16).
        same(
                grid(
                        1,
                        q(1, 1).add(q(1, 5)).add(q(4, 5)),
                        q(2, 1).subtract(q(1, 5)).add(q(8, 5))),
                network.output(A, TransformerNetwork.rectifier(A), x));
    }
}
