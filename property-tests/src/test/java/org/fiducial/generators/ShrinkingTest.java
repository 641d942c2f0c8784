package org.fiducial.generators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Objects;
import java.util.stream.IntStream;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Failures of planted properties, found by jqwik like anybody's, become cases that fit into a line. */
class ShrinkingTest {
    /** What the failing property's inputs shrink to. */
    private static <T> T shrunk(String property, Class<T> inputs) {
        PlantedFailures.reported = null;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(PlantedFailures.class, property, inputs.getName()))
                                .build(),
                        listener);
        assertEquals(1, listener.getSummary().getTestsFailedCount(), property);
        return inputs.cast(Objects.requireNonNull(PlantedFailures.reported));
    }

    private static AttentionInputs shrunk(String property) {
        return shrunk(property, AttentionInputs.class);
    }

    /** How many numbers are neither 0 nor 1 nor -1. */
    private static long odd(AttentionInputs a) {
        return IntStream.range(0, 3)
                .mapToObj(x -> x == 0 ? a.query() : x == 1 ? a.key() : a.value())
                .flatMapToDouble(x -> java.util.Arrays.stream(x.values()))
                .filter(v -> v != 0 && Math.abs(v) != 1)
                .count();
    }

    @RepeatedTest(3)
    void overflowOfExp() {
        AttentionInputs a = shrunk("noShift");
        assertEquals(1, a.queries(), a::toString);
        assertEquals(1, a.keys(), a::toString);
        assertTrue(a.width() <= 2 && a.value().columns() == 1, a::toString);
        assertEquals(Scale.of(1), a.scale());
        assertEquals(Format.BINARY32, a.format());
        assertEquals(0, a.value().get(0, 0));
        assertTrue(odd(a) <= 4, a::toString);
        assertTrue(a.toString().length() < 160, a::toString);
    }

    @RepeatedTest(3)
    void emptyRow() {
        AttentionInputs a = shrunk("emptyRow");
        assertEquals(1, a.keys(), a::toString);
        assertEquals(AttentionKind.ORDINARY, a.kind());
        assertEquals(0, odd(a));
        assertTrue(a.queries() <= 2 && a.width() == 1 && a.bias() == null, a::toString);
    }

    @RepeatedTest(3)
    void wrongCorner() {
        AttentionInputs a = shrunk("wrongCorner");
        assertEquals(3, a.queries() + a.keys(), a::toString);
        assertEquals(1, a.width());
        assertEquals(0, odd(a), a::toString);
    }

    @RepeatedTest(3)
    void flushedSubnormals() {
        AttentionInputs a = shrunk("flushed");
        assertEquals(AttentionKind.SUBNORMALS, a.kind());
        assertEquals(1, a.queries() * a.keys() * a.width() * a.value().columns(), a::toString);
        assertEquals(a.format().smallestPositive().toDouble(), a.value().get(0, 0), a::toString);
    }

    @RepeatedTest(3)
    void lastRow() {
        AttentionInputs a = shrunk("lastRow");
        assertEquals(3, a.queries(), a::toString);
        assertEquals(2, a.keys(), a::toString);
        assertTrue(odd(a) <= 1, a::toString);
        assertEquals(Format.BINARY32, a.format());
    }

    @RepeatedTest(3)
    void longNumbers() {
        AttentionInputs a = shrunk("onlyLongNumbers");
        assertEquals(Format.BINARY64, a.format());
        assertEquals(1, a.queries() * a.keys() * a.width() * a.value().columns(), a::toString);
    }

    @RepeatedTest(3)
    void groupedHeads() {
        GroupedAttentionInputs a = shrunk("oneKeyHead", GroupedAttentionInputs.class);
        assertEquals(2, a.keyHeads());
        assertEquals(4, a.queryHeads());
        assertEquals(1, a.head(0).queries() * a.head(0).keys() * a.head(0).width(), a::toString);
        assertEquals(0, odd(a.head(3)), a::toString);
    }
}
