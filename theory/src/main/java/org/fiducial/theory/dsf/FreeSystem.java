package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.Transition;
import org.fiducial.theory.identity.Variables;

/**
 * Systems whose coefficients are all free numbers, independent of one another and of the tokens: what holds for them holds for every way of
 * computing coefficients.
 *
 * @param tokens [L, d]
 */
record FreeSystem<T>(DynamicalSystem<T> system, T tokens) {
    /** Matrices of (D1), with diagonal or full transitions and a skip. */
    static <T> FreeSystem<T> dense(Variables<T> x, int length, int size, int width, boolean full) {
        int outputs = 1 + x.choice(2);
        List<DenseStep<T>> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(new DenseStep<>(
                    full ? Transition.dense(x.free(size, size)) : Transition.diagonal(x.free(size, 1)),
                    x.free(size, width),
                    x.free(outputs, size),
                    x.free(outputs, width)));
        }
        return new FreeSystem<>(DynamicalSystem.of(steps), x.free(length, width));
    }

    /** Channels that do not mix: gains of their own, a shared read-out and a skip, as S6 has them. */
    static <T> FreeSystem<T> channels(Variables<T> x, int length, int features, int width) {
        T skip = x.free(width, 1);
        List<ChannelStep<T>> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(new ChannelStep<>(
                    x.free(width, features), x.free(width, features), null, x.free(1, features), skip));
        }
        return new FreeSystem<>(DynamicalSystem.of(steps), x.free(length, width));
    }

    /** One number decays the whole state; gains and read-outs are shared by the channels. */
    static <T> FreeSystem<T> scalar(Variables<T> x, int length, int features, int width) {
        List<ChannelStep<T>> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(new ChannelStep<>(x.free(1, 1), x.free(1, features), null, x.free(1, features), null));
        }
        return new FreeSystem<>(DynamicalSystem.of(steps), x.free(length, width));
    }

    /** The coefficients of token i of a system of channels. */
    ChannelStep<T> channel(int i) {
        if (system.step(i) instanceof ChannelStep<T> step) {
            return step;
        }
        throw new IllegalStateException("a system of matrices, expected channels");
    }

    /** One row of a sequence for each token, from what each token has. */
    static <T> T rows(Ring<T> a, List<T> columns) {
        return a.concatenateRows(columns.stream().map(a::transpose).toList());
    }
}
