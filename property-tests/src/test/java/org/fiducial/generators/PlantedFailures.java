package org.fiducial.generators;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.jspecify.annotations.Nullable;

/** Properties that fail; {@link ShrinkingTest} runs them and looks at what their failures shrink to. They are no tests themselves. */
@AddLifecycleHook(value = PlantedFailures.Report.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
@PropertyDefaults(afterFailure = AfterFailureMode.RANDOM_SEED)
class PlantedFailures {
    /** What the last failing property was reported with. */
    static @Nullable Object reported;

    static final class Report implements AroundPropertyHook {
        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
            PropertyExecutionResult result = property.execute();
            reported = result.shrunkSample()
                    .map(s -> s.parameters().get(0))
                    .or(() -> result.originalSample().map(s -> s.parameters().get(0)))
                    .orElse(null);
            return result;
        }
    }

    /** Softmax in binary32 without a shift, as one writes it first. */
    @Property
    void noShift(@ForAll AttentionInputs a) {
        boolean finite = true;
        for (int i = 0; i < a.queries(); i++) {
            float sum = 0;
            for (int j = 0; j < a.keys(); j++) {
                if (a.allowed().allows(i, j)) {
                    sum += (float) Math.exp(logit(a, i, j));
                }
            }
            finite &= a.allowed().count(i) == 0 || sum > 0 && sum < Float.POSITIVE_INFINITY;
        }
        assertTrue(finite);
    }

    private static float logit(AttentionInputs a, int i, int j) {
        float s = 0;
        for (int c = 0; c < a.width(); c++) {
            s += (float) a.query().get(i, c) * (float) a.key().get(j, c);
        }
        return s * (float) a.scale().toDouble();
    }

    /** An empty row is overlooked. */
    @Property
    void emptyRow(@ForAll AttentionInputs a) {
        boolean none = true;
        for (int i = 0; i < a.queries(); i++) {
            none &= a.allowed().count(i) > 0;
        }
        assertTrue(none);
    }

    /** The causal mask is aligned to the wrong corner. */
    @Property
    void wrongCorner(@ForAll @Drawn(masks = MaskKind.CAUSAL_BOTTOM_RIGHT) AttentionInputs a) {
        boolean same = true;
        for (int i = 0; i < a.queries(); i++) {
            for (int j = 0; j < a.keys(); j++) {
                same &= a.allowed().allows(i, j) == (j <= i);
            }
        }
        assertTrue(same);
    }

    /** Subnormal inputs are flushed to zero. */
    @Property
    void flushed(@ForAll AttentionInputs a) {
        boolean kept = true;
        for (double v : a.value().values()) {
            kept &= v == 0 || Math.abs(v) >= a.format().smallestNormal().toDouble();
        }
        assertTrue(kept);
    }

    /**
     * The last query row gets a wrong result if a value is above 1 and there are several keys. Under cancellation every value is, so that
     * smallest draws of that kind would be kept.
     */
    @Property
    void lastRow(
            @ForAll
                    @Drawn(
                            kinds = {
                                AttentionKind.ORDINARY,
                                AttentionKind.HUGE_LOGITS,
                                AttentionKind.TINY_LOGITS,
                                AttentionKind.EQUAL_KEYS,
                                AttentionKind.NEAR_TIES,
                                AttentionKind.SUBNORMALS,
                                AttentionKind.ONE_HOT_ROWS
                            })
                    AttentionInputs a) {
        boolean large = false;
        for (double v : a.value().values()) {
            large |= v > 1;
        }
        assertTrue(!(large && a.queries() >= 3 && a.keys() >= 2));
    }

    /** The second key/value head is never read. */
    @Property
    void oneKeyHead(@ForAll GroupedAttentionInputs a) {
        assertTrue(a.keyHeads() == 1 || a.queryHeads() == a.keyHeads());
    }

    /** Fails with numbers of binary64 alone. */
    @Property
    void onlyLongNumbers(@ForAll AttentionInputs a) {
        boolean short_ = true;
        for (double v : a.query().values()) {
            short_ &= v == (float) v;
        }
        assertTrue(short_);
    }
}
