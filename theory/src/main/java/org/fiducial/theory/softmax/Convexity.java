package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C2: weights are positive and sum to one, outputs stay in the convex hull of the values. */
final class Convexity {
    private Convexity() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("sum and constant values", Level.INDEPENDENT, 8, Total.class, Totals::new),
                BoundTest.part("hull", 20, 0.9, Hull.class, v -> new HullBound(v, false))
                        .with(Mutant.vacuous(
                                "empty rows only", new BoundTest(new HullBound(Hull.STATEMENT, true), 20, 0.9))));
    }

    private enum Total {
        STATEMENT,
        EMPTY_ROWS_SUM_TO_ONE,
        NORMALISER_WITHOUT_THE_LAST_KEY
    }

    private record Totals(Total v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            double[] present = new double[r.queries()];
            for (int i = 0; i < present.length; i++) {
                present[i] = v == Total.EMPTY_ROWS_SUM_TO_ONE || r.allowed().count(i) > 0 ? 1 : 0;
            }
            T rows = a.literal(new org.fiducial.tensor.Matrix(present.length, 1, present));
            T constant = x.free(1, r.width());
            T values = a.gatherRows(constant, new int[r.keys()]);
            T p = a.softmaxRows(r.logits(), r.allowed());
            if (v == Total.NORMALISER_WITHOUT_THE_LAST_KEY) {
                T z = a.add(a.rowSums(a.columns(a.exp(r.logits(), r.allowed()), 0, r.keys() - 1)), a.ones(r.queries()));
                p = a.normalise(a.exp(r.logits(), r.allowed()), z, r.allowed());
            }
            return List.of(
                    new Sides<>("sum of weights", a.rowSums(p), rows),
                    new Sides<>("output of constant values", a.matmul(p, values), a.matmul(rows, constant)));
        }
    }

    private enum Hull {
        STATEMENT,
        ONE_KEY_LEFT_OUT_OF_THE_RANGE,
        WEIGHTS_NOT_NORMALISED
    }

    private record HullBound(Hull v, boolean emptyOnly) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = emptyOnly ? 3 : 2 + x.cycle(5);
            AllowedKeys allowed = AllowedKeys.ranges(m, new int[1], new int[] {emptyOnly ? 0 : m});
            // The hypothesis: the row allows a key.
            if (allowed.count(0) == 0) {
                return List.of();
            }
            // Now and then one key takes nearly everything, so that the output comes near the hull's edge.
            T spread = a.constant(1, 1, Dyadic.of(x.cycle(3) == 0 ? 8 : 1));
            T logits = a.multiply(x.free(1, m), spread);
            // Values of one sign and distinct, so that ratios to the largest say something.
            T value = a.add(x.free(m, 2), a.constant(1, 1, Dyadic.of(9)));
            T p = a.softmaxRows(logits, allowed);
            T o = SoftmaxAttention.output(a, logits, value, allowed);
            if (v == Hull.WEIGHTS_NOT_NORMALISED) {
                o = a.matmul(a.exp(logits), value);
            }
            T among = v == Hull.ONE_KEY_LEFT_OUT_OF_THE_RANGE ? a.gatherRows(value, upTo(m - 1)) : value;
            T top = a.transpose(Spread.rowMax(a, a.transpose(among)));
            T bottom = a.transpose(Spread.rowMin(a, a.transpose(among)));
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-50));
            return List.of(
                    Inequality.strict("p > 0", a.constant(1, m, Dyadic.ZERO), p),
                    Inequality.of("o <= max v", o, a.add(top, slack)),
                    Inequality.of("o >= min v", bottom, a.add(o, slack)));
        }

        private static int[] upTo(int n) {
            return java.util.stream.IntStream.range(0, n).toArray();
        }
    }
}
