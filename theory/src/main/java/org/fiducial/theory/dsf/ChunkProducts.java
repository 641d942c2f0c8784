package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.ChunkedMatrices;
import org.fiducial.operator.dsf.ChunkedMatrices.StatePass;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C12 for chunks as matrix products, with and without decay: they are the recurrence, in every size of chunk. */
final class ChunkProducts {
    private ChunkProducts() {}

    static Part part() {
        return IdentityTest.part("chunks as matrix products", Level.INDEPENDENT, 10, Variant.class, Products::new);
    }

    private enum Variant {
        STATEMENT,
        DECAY_INSIDE_CHUNKS_OFF_BY_ONE,
        STATE_NOT_DECAYED_IN_THE_LAST_CHUNK,
        STATE_LOST_BEFORE_THE_LAST_CHUNK
    }

    private record Products(Variant v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(5);
            int chunk = 1 + x.choice(length - 1);
            int features = 1 + x.choice(2);
            Chunks<T> run = new Chunks<>(
                    x.free(length, features),
                    x.free(length, features),
                    x.exponents(length, 1),
                    x.free(length, 2),
                    chunk);
            T recurrence = run.recurrence(a);
            return List.of(
                    new Sides<>("sequential states", run.outputs(a, StatePass.SEQUENTIAL, v), recurrence),
                    new Sides<>("states at once", run.outputs(a, StatePass.MATRIX, v), recurrence),
                    new Sides<>(
                            "without decay",
                            ChunkedMatrices.outputs(a, run.reads, run.gains, run.tokens, chunk),
                            SeparableAttention.sums(a, run.reads, run.gains)
                                    .recurrence(a, run.tokens)
                                    .outputs()));
        }
    }

    private record Chunks<T>(T reads, T gains, T exponents, T tokens, int chunk) {
        T recurrence(ExponentialField<T> a) {
            List<ChannelStep<T>> steps = new ArrayList<>();
            for (int i = 0; i < a.rows(reads); i++) {
                int[] row = {i};
                T decay = a.exp(a.negate(a.gatherRows(exponents, row)));
                steps.add(new ChannelStep<>(decay, a.gatherRows(gains, row), null, a.gatherRows(reads, row), null));
            }
            return DynamicalSystem.of(steps).recurrence(a, tokens).outputs();
        }

        T outputs(ExponentialField<T> a, StatePass pass, Variant v) {
            T y = decayed(a, pass);
            int length = a.rows(reads);
            int[] last = IntStream.range((length - 1) / chunk * chunk, length).toArray();
            int[] earlier = IntStream.range(0, last[0]).toArray();
            // The last chunk alone: what its own tokens give.
            T inside = part(a, last).decayed(a, pass);
            return switch (v) {
                case STATEMENT -> y;
                case DECAY_INSIDE_CHUNKS_OFF_BY_ONE -> {
                    T late = a.multiply(gains, a.exp(a.negate(exponents)));
                    T wrong = new Chunks<>(reads, late, exponents, tokens, chunk)
                            .part(a, last)
                            .decayed(a, pass);
                    yield joined(a, y, earlier, a.add(a.subtract(a.gatherRows(y, last), inside), wrong));
                }
                case STATE_NOT_DECAYED_IN_THE_LAST_CHUNK -> {
                    T none = a.subtract(a.gatherRows(exponents, last), a.gatherRows(exponents, last));
                    Chunks<T> still = new Chunks<>(reads, gains, joined(a, exponents, earlier, none), tokens, chunk);
                    T carried = a.subtract(
                            a.gatherRows(still.decayed(a, pass), last),
                            still.part(a, last).decayed(a, pass));
                    yield joined(a, y, earlier, a.add(inside, carried));
                }
                case STATE_LOST_BEFORE_THE_LAST_CHUNK -> joined(a, y, earlier, inside);
            };
        }

        private T decayed(ExponentialField<T> a, StatePass pass) {
            return ChunkedMatrices.decayedOutputs(a, reads, gains, exponents, tokens, chunk, pass);
        }

        private Chunks<T> part(ExponentialField<T> a, int[] rows) {
            return new Chunks<>(
                    a.gatherRows(reads, rows),
                    a.gatherRows(gains, rows),
                    a.gatherRows(exponents, rows),
                    a.gatherRows(tokens, rows),
                    chunk);
        }

        /** The first rows of x and others after them. */
        private static <T> T joined(ExponentialField<T> a, T x, int[] first, T others) {
            return a.concatenateRows(List.of(a.gatherRows(x, first), others));
        }
    }
}
