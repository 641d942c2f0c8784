package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C17: an extra key with value 0. */
final class AttentionSink {
    private AttentionSink() {}

    static List<Part> parts() {
        return List.of(IdentityTest.part("sink", Level.INDEPENDENT, 12, Sink.class, ExtraKey::new));
    }

    private enum Sink {
        STATEMENT,
        SINK_NOT_IN_THE_NORMALISER,
        OUTPUT_INVARIANT_UNDER_ROW_SHIFTS,
        SINK_WITH_A_VALUE,
        EMPTY_ROWS_KEEP_NO_NORMALISER
    }

    private record ExtraKey(Sink v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            int n = r.queries();
            T s0 = x.exponents(n, 1);
            T logits = v == Sink.OUTPUT_INVARIANT_UNDER_ROW_SHIFTS ? a.add(r.logits(), x.exponents(n, 1)) : r.logits();
            T sinkValue = v == Sink.SINK_WITH_A_VALUE ? x.free(1, r.width()) : a.constant(1, r.width(), Dyadic.ZERO);
            AllowedKeys withSink = withSink(r.allowed());
            T allLogits = a.concatenateColumns(List.of(logits, s0));
            T allValues = a.concatenateRows(List.of(r.value(), sinkValue));
            T z = SoftmaxAttention.normalisers(a, r.logits(), r.allowed());
            T total = v == Sink.SINK_NOT_IN_THE_NORMALISER ? a.add(z, a.ones(n)) : a.add(z, a.exp(s0));
            T factor = a.divide(z, total);
            T p = a.softmaxRows(allLogits, withSink);
            return List.of(
                    new Sides<>(
                            "output",
                            SoftmaxAttention.output(a, allLogits, allValues, withSink),
                            a.multiply(SoftmaxAttention.output(a, r.logits(), r.value(), r.allowed()), factor)),
                    new Sides<>(
                            "normaliser e^L'",
                            SoftmaxAttention.normalisers(a, allLogits, withSink),
                            v == Sink.EMPTY_ROWS_KEEP_NO_NORMALISER ? z : total),
                    new Sides<>("mass of the real keys", a.rowSums(a.columns(p, 0, r.keys())), factor));
        }

        private static AllowedKeys withSink(AllowedKeys allowed) {
            int m = allowed.keys();
            java.util.BitSet[] removed = new java.util.BitSet[allowed.queries()];
            for (int i = 0; i < removed.length; i++) {
                removed[i] = new java.util.BitSet();
                for (int j = 0; j < m; j++) {
                    removed[i].set(j, !allowed.allows(i, j));
                }
            }
            return AllowedKeys.all(removed.length, m + 1).without(removed);
        }
    }
}
