package org.fiducial.theory.dsf;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.Activations;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.QuasiLstm;
import org.fiducial.operator.dsf.RealGatedLru;
import org.fiducial.operator.dsf.StateSpace;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C5: the transitions of SSD, quasi-LSTM and RG-LRU are one function, and for n = 1 they are one recurrence. */
final class GateIdentities {
    private GateIdentities() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("SSD and reversed gate, integer a", Level.INDEPENDENT, 8, Gate.class, Gates::new),
                BoundTest.part("the same for real a, by enclosures", 16, 0, Real.class, RealGates::new),
                BoundTest.part("RG-LRU as a bounded step", 16, 0, Step.class, BoundedStep::new),
                IdentityTest.part("one recurrence for n = 1", Level.INDEPENDENT, 8, Cell.class, Cells::new));
    }

    private enum Gate {
        STATEMENT,
        ORDINARY_GATE_OF_THE_SAME_SIGN,
        POWER_ONE_MORE
    }

    /**
     * In the unknown s = softplus(x), so that e^x = e^s - 1: e^(-a s) = sigma(-x)^a, and for a = 1 the ordinary gate of -x; the identity is
     * one of the variable e^s and the integer a.
     */
    private record Gates(Gate v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int power = x.cycle(6);
            T one = a.ones(1);
            T s = x.exponents(1, 1);
            T decay = power == 0 ? one : Discretisation.EULER.decay(a, a.scale(s, Scale.of(power)));
            T e = a.subtract(a.exp(s), one);
            T reversed = a.divide(one, a.add(e, one));
            // sigma(y) = e^y / (1 + e^y) at y = -x, or wrongly at x.
            T ey = v == Gate.ORDINARY_GATE_OF_THE_SAME_SIGN ? e : a.divide(one, e);
            T ordinary = a.divide(ey, a.add(ey, one));
            T product = v == Gate.POWER_ONE_MORE ? reversed : one;
            for (int p = 0; p < power; p++) {
                product = a.multiply(product, reversed);
            }
            return List.of(
                    new Sides<>("e^(-a softplus(x)) = sigma(-x)^a", decay, product),
                    new Sides<>("a = 1 and W_f = -W_Delta", a.exp(a.negate(s)), ordinary));
        }
    }

    private enum Real {
        STATEMENT,
        GATE_NOT_REVERSED,
        RATE_TWICE_AS_LARGE
    }

    /** Real a >= 0, two different texts: e^(-a softplus(x)) of SSD and sigma(-x)^alpha of the reversed gate, equal to 50 bits. */
    private record RealGates(Real v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T pre = x.free(1, 4);
            T rate = x.cycle(4) == 0 ? a.constant(1, 1, Dyadic.ZERO) : a.abs(x.free(1, 1));
            T used = v == Real.RATE_TWICE_AS_LARGE ? a.add(rate, a.add(rate, a.ones(1))) : rate;
            T ssd = a.exp(a.negate(a.multiply(Activations.softplus(a, pre), rate)));
            T gate = QuasiLstm.reversedGate(a, v == Real.GATE_NOT_REVERSED ? a.negate(pre) : pre, used);
            return List.of(Inequality.loose(
                    "difference", a.abs(a.subtract(ssd, gate)), a.constant(1, 4, Dyadic.powerOfTwo(-50))));
        }
    }

    private enum Step {
        STATEMENT,
        STEP_BELOW_FOUR
    }

    /** Lambda = e^(-delta' a') with a' = softplus(theta) and delta' = 8 r in (0, 8): the text of RG-LRU against that of S6. */
    private record BoundedStep(Step v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int width = 3;
            T theta = x.free(1, width);
            T gates = Activations.sigmoid(a, x.free(2, width));
            T decay = RealGatedLru.decay(a, theta, gates);
            T delta = a.multiply(gates, a.constant(1, 1, Dyadic.of(8)));
            T one = a.ones(1);
            T rates = a.transpose(Activations.softplus(a, theta));
            List<T> rows = new java.util.ArrayList<>();
            for (int i = 0; i < 2; i++) {
                T step = a.transpose(a.gatherRows(delta, new int[] {i}));
                rows.add(StateSpace.step(a, Discretisation.EULER, step, rates, one, one, null)
                        .decay());
            }
            T difference = a.abs(a.subtract(decay, FreeSystem.rows(a, rows)));
            T most = a.constant(2, width, Dyadic.of(v == Step.STATEMENT ? 8 : 4));
            return List.of(
                    Inequality.loose("transition", difference, a.constant(2, width, Dyadic.powerOfTwo(-50))),
                    Inequality.strict("step below 8", delta, most),
                    Inequality.strict("step above 0", a.constant(2, width, Dyadic.ZERO), delta));
        }
    }

    private enum Cell {
        STATEMENT,
        INPUT_GATE_ONE_MINUS_FORGET,
        READ_OUT_FORGOTTEN
    }

    /** h <- lambda h + beta u with (lambda, beta) of S6, of the quasi-LSTM and of RG-LRU: three texts, one sequence. */
    private record Cells(Cell v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int width = 1 + x.choice(3);
            T lambda = x.free(length, width);
            T delta = x.free(length, width);
            T b = x.free(length, 1);
            T c = x.free(length, 1);
            T tokens = x.free(length, width);
            T beta = a.multiply(delta, b);
            List<ChannelStep<T>> steps = new java.util.ArrayList<>();
            for (int i = 0; i < length; i++) {
                int[] row = {i};
                steps.add(StateSpace.of(
                        a,
                        a.transpose(a.gatherRows(lambda, row)),
                        a.transpose(a.gatherRows(delta, row)),
                        a.gatherRows(b, row),
                        a.gatherRows(c, row),
                        null));
            }
            T s6 = DynamicalSystem.of(steps).recurrence(a, tokens).outputs();
            T ones = a.constant(length, width, Dyadic.ONE);
            T gain = v == Cell.INPUT_GATE_ONE_MINUS_FORGET ? a.subtract(ones, lambda) : beta;
            T read = v == Cell.READ_OUT_FORGOTTEN ? ones : a.multiply(ones, c);
            T lstm = QuasiLstm.of(a, lambda, gain, read, null)
                    .recurrence(a, tokens)
                    .outputs();
            T lru = RealGatedLru.of(a, lambda, beta).recurrence(a, tokens).outputs();
            return List.of(
                    new Sides<>("quasi-LSTM", lstm, s6), new Sides<>("RG-LRU, read out by c", a.multiply(lru, c), s6));
        }
    }
}
