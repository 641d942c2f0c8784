package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.complex.Complex;
import org.fiducial.arithmetic.complex.ComplexField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.ComplexLru;
import org.fiducial.operator.dsf.Convolution;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.Step;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C15: constant coefficients give a convolution, and a complex state is a real one of twice the size. */
final class TimeInvariance {
    private TimeInvariance() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("Toeplitz kernel, convolution", Level.INDEPENDENT, 6, Kernel.class, Toeplitz::new),
                IdentityTest.part("complex LRU", Level.INDEPENDENT, 6, Real.class, Doubled::new));
    }

    private enum Kernel {
        STATEMENT,
        KERNEL_LATE_BY_ONE,
        SKIP_AT_EVERY_DISTANCE
    }

    private record Toeplitz(Kernel v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(3);
            int width = 1 + x.choice(2);
            FreeSystem<T> one = FreeSystem.dense(x, 1, 1 + x.choice(3), width, x.choice(2) == 0);
            Step<T> step = one.system().step(0);
            DynamicalSystem<T> system = Convolution.invariant(step, length);
            T tokens = x.free(length, width);
            List<T> kernel = new ArrayList<>(Convolution.kernel(a, step, length, width));
            if (v == Kernel.KERNEL_LATE_BY_ONE) {
                kernel.add(0, a.constant(a.rows(kernel.get(0)), width, Dyadic.ZERO));
            } else if (v == Kernel.SKIP_AT_EVERY_DISTANCE) {
                DenseStep<T> dense = step.dense(a, width);
                T skip = dense.skip();
                if (skip != null) {
                    kernel.set(1, a.add(kernel.get(1), skip));
                }
            }
            List<Sides<T>> sides = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                for (int j = 0; j <= i; j++) {
                    sides.add(new Sides<>("block", CausalKernel.block(a, system, i, j, width), kernel.get(i - j)));
                }
            }
            ChannelStep<T> channels =
                    new ChannelStep<>(x.free(width, 2), x.free(width, 2), null, x.free(1, 2), x.free(width, 1));
            FreeSystem<T> single = FreeSystem.dense(x, 1, 2, 1, true);
            DenseStep<T> matrix = single.system().step(0).dense(a, 1);
            T column = x.free(length, 1);
            int outputs = a.rows(matrix.output());
            T first = a.gatherRows(matrix.output(), new int[] {outputs - 1});
            DenseStep<T> channel = new DenseStep<>(matrix.transition(), matrix.input(), first, x.free(1, 1));
            sides.add(new Sides<>(
                    "convolution of one channel with a matrix",
                    Convolution.channelOutputs(a, channel, column),
                    Convolution.invariant(channel, length).recurrence(a, column).outputs()));
            sides.add(new Sides<>(
                    "convolution of channels",
                    Convolution.channelOutputs(a, channels, tokens),
                    Convolution.invariant(channels, length)
                            .recurrence(a, tokens)
                            .outputs()));
            sides.add(new Sides<>(
                    "convolution",
                    Convolution.outputs(a, kernel, tokens),
                    system.recurrence(a, tokens).outputs()));
            return sides;
        }
    }

    private enum Real {
        STATEMENT,
        IMAGINARY_PART_OF_THE_READ_OUT_ADDED
    }

    private record Doubled(Real v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int size = 1 + x.choice(2);
            Complex<T> lambda = new Complex<>(x.free(size, 1), x.free(size, 1));
            Complex<T> input = new Complex<>(x.free(size, 2), x.free(size, 2));
            Complex<T> output = new Complex<>(x.free(2, size), x.free(2, size));
            T gamma = x.free(size, 1);
            T skip = x.free(2, 2);
            T tokens = x.free(length, 2);
            ComplexField<T> complex = new ComplexField<>(a);
            T unit = Convolution.invariant(ComplexLru.step(a, lambda, gamma, input, output), length)
                    .recurrence(complex, complex.of(tokens))
                    .outputs()
                    .real();
            Complex<T> read = v == Real.STATEMENT ? output : new Complex<>(output.real(), a.negate(output.imaginary()));
            T real = Convolution.invariant(ComplexLru.doubled(a, lambda, gamma, input, read, skip), length)
                    .recurrence(a, tokens)
                    .outputs();
            return List.of(new Sides<>("outputs", real, a.add(unit, a.matmul(tokens, a.transpose(skip)))));
        }
    }
}
