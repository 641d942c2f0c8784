package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C3: with invertible transitions a diagonal system is linear attention whose features depend on the history. */
final class HistoryAttention {
    private HistoryAttention() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("one head a channel", Level.INDEPENDENT, 8, Head.class, Channels::new),
                IdentityTest.part("one head for SSD", Level.INDEPENDENT, 8, Shared.class, Scalar::new));
    }

    private enum Head {
        STATEMENT,
        PRODUCT_UP_TO_THE_TOKEN_BEFORE_IN_THE_KEYS,
        QUERIES_WITHOUT_THE_PRODUCT,
        SKIP_FORGOTTEN
    }

    private record Channels(Head v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int width = 1 + x.choice(2);
            FreeSystem<T> free = FreeSystem.channels(x, length, 1 + x.choice(2), width);
            List<T> heads = new ArrayList<>();
            for (int c = 0; c < width; c++) {
                heads.add(head(a, free, c));
            }
            T right = a.concatenateColumns(heads);
            return List.of(new Sides<>(
                    "outputs", free.system().recurrence(a, free.tokens()).outputs(), right));
        }

        private <T> T head(ExponentialField<T> a, FreeSystem<T> free, int c) {
            int[] row = {c};
            int length = free.system().length();
            List<T> queries = new ArrayList<>();
            List<T> keys = new ArrayList<>();
            T product = a.gatherRows(free.channel(0).decay(), row);
            for (int i = 0; i < length; i++) {
                ChannelStep<T> step = free.channel(i);
                T before = product;
                product = i == 0 ? product : a.multiply(product, a.gatherRows(step.decay(), row));
                T divisor = v == Head.PRODUCT_UP_TO_THE_TOKEN_BEFORE_IN_THE_KEYS ? before : product;
                queries.add(
                        v == Head.QUERIES_WITHOUT_THE_PRODUCT ? step.readOut() : a.multiply(step.readOut(), product));
                keys.add(a.divide(a.gatherRows(step.gain(), row), divisor));
            }
            T tokens = a.columns(free.tokens(), c, c + 1);
            SeparableAttention<T> attention =
                    new SeparableAttention<>(a.concatenateRows(queries), a.concatenateRows(keys), a.ones(length), null);
            T output = attention.output(a, tokens);
            T skip = free.channel(0).skip();
            return v == Head.SKIP_FORGOTTEN || skip == null
                    ? output
                    : a.add(output, a.multiply(tokens, a.gatherRows(skip, row)));
        }
    }

    private enum Shared {
        STATEMENT,
        NORMALISER_INVERTED
    }

    /** A scalar transition: the same features for every channel, and the product moves into the normaliser. */
    private record Scalar(Shared v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            FreeSystem<T> free = FreeSystem.scalar(x, length, 1 + x.choice(3), 1 + x.choice(2));
            List<T> queries = new ArrayList<>();
            List<T> keys = new ArrayList<>();
            List<T> normalisers = new ArrayList<>();
            T product = free.channel(0).decay();
            for (int i = 0; i < length; i++) {
                ChannelStep<T> step = free.channel(i);
                product = i == 0 ? product : a.multiply(product, step.decay());
                queries.add(step.readOut());
                keys.add(a.divide(step.gain(), product));
                normalisers.add(v == Shared.STATEMENT ? a.divide(a.ones(1), product) : product);
            }
            SeparableAttention<T> attention = new SeparableAttention<>(
                    a.concatenateRows(queries), a.concatenateRows(keys), a.concatenateRows(normalisers), null);
            return List.of(new Sides<>(
                    "outputs",
                    free.system().recurrence(a, free.tokens()).outputs(),
                    attention.output(a, free.tokens())));
        }
    }
}
