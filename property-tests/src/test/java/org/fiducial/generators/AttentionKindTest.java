package org.fiducial.generators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.statistics.Statistics;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;

class AttentionKindTest {
    /** Sum of q k, or of |q k|, exactly. */
    private static Dyadic product(AttentionInputs a, int i, int j, boolean magnitudes) {
        Dyadic sum = Dyadic.ZERO;
        for (int c = 0; c < a.width(); c++) {
            Dyadic p = Dyadic.of(a.query().get(i, c)).multiply(Dyadic.of(a.key().get(j, c)));
            sum = sum.add(magnitudes ? p.abs() : p);
        }
        return sum;
    }

    private static double logit(AttentionInputs a, int i, int j) {
        return product(a, i, j, false).toDouble() * a.scale().toDouble();
    }

    private static boolean everyLogit(AttentionInputs a, LogitTest test) {
        for (int i = 0; i < a.queries(); i++) {
            for (int j = 0; j < a.keys(); j++) {
                if (!test.holds(i, j)) {
                    return false;
                }
            }
        }
        return true;
    }

    private interface LogitTest {
        boolean holds(int i, int j);
    }

    private static boolean sameKeys(AttentionInputs a, int j, int l) {
        return differing(a, j, l) == 0;
    }

    private static int differing(AttentionInputs a, int j, int l) {
        int count = 0;
        for (int c = 0; c < a.width(); c++) {
            count += a.key().get(j, c) == a.key().get(l, c) ? 0 : 1;
        }
        return count;
    }

    /** Whether the inputs have the property that a kind states. */
    static boolean has(AttentionInputs a, AttentionKind kind) {
        Format f = a.format();
        return switch (kind) {
            case ORDINARY ->
                everyLogit(a, (i, j) -> Math.abs(logit(a, i, j)) < 64 * a.width())
                        && Stream.of(a.query(), a.key(), a.value()).allMatch(x -> java.util.Arrays.stream(x.values())
                                .allMatch(v -> Math.abs(v) < 8));
            case CANCELLATION ->
                everyLogit(
                        a,
                        (i, j) -> product(a, i, j, false).abs().shift(5).compareTo(product(a, i, j, true)) <= 0
                                && product(a, i, j, true).signum() > 0);
            case HUGE_LOGITS -> everyLogit(a, (i, j) -> Math.abs(logit(a, i, j)) > 100);
            case TINY_LOGITS -> everyLogit(a, (i, j) -> logit(a, i, j) != 0 && Math.abs(logit(a, i, j)) < 0x1p-8);
            case EQUAL_KEYS -> {
                boolean found = false;
                for (int j = 0; j < a.keys(); j++) {
                    for (int l = 0; l < j; l++) {
                        found |= sameKeys(a, j, l);
                    }
                }
                yield found;
            }
            case NEAR_TIES -> {
                boolean all = a.keys() > 1 && differing(a, 0, 1) == 1;
                for (int j = 1; j < a.keys(); j++) {
                    all &= differing(a, 0, j) <= 1;
                    for (int c = 0; c < a.width(); c++) {
                        long x = f.encode(a.key().get(0, c));
                        long y = f.encode(a.key().get(j, c));
                        all &= x == y || f.nextUp(x) == y || f.nextDown(x) == y;
                    }
                }
                boolean split = true;
                for (int i = 0; i < a.queries() && all; i++) {
                    split &= !product(a, i, 0, false).equals(product(a, i, 1, false));
                }
                yield all && split;
            }
            case SUBNORMALS -> {
                boolean all = true;
                for (int j = 0; j < a.keys(); j++) {
                    all &= subnormal(f, a.key().get(j, 0))
                            && subnormal(f, a.value().get(j, 0));
                }
                yield all;
            }
            case ONE_HOT_ROWS ->
                everyLogit(a, (i, j) -> {
                    for (int l = 0; l < j; l++) {
                        if (Math.abs(logit(a, i, j) - logit(a, i, l)) < 32) {
                            return false;
                        }
                    }
                    return true;
                });
        };
    }

    private static boolean subnormal(Format f, double x) {
        return x != 0 && Math.abs(x) < f.smallestNormal().toDouble();
    }

    private static boolean masked(AttentionInputs a, MaskKind kind) {
        int n = a.queries();
        int m = a.keys();
        return switch (kind) {
            case ALL -> everyLogit(a, a.allowed()::allows);
            case CAUSAL_TOP_LEFT -> everyLogit(a, (i, j) -> a.allowed().allows(i, j) == (j <= i));
            case CAUSAL_BOTTOM_RIGHT -> everyLogit(a, (i, j) -> a.allowed().allows(i, j) == (j - m <= i - n));
            case WINDOW -> {
                boolean ranges = true;
                for (int i = 0; i < n; i++) {
                    ranges &= a.allowed().isRange(i);
                }
                yield ranges;
            }
            case PADDING -> {
                int visible = a.allowed().count(0);
                yield visible > 0
                        && visible < m
                        && everyLogit(a, (i, j) -> a.allowed().allows(i, j) == (j < visible));
            }
            case RANDOM -> true;
            case EMPTY_ROWS -> {
                boolean empty = false;
                for (int i = 0; i < n; i++) {
                    empty |= a.allowed().count(i) == 0;
                }
                yield empty;
            }
        };
    }

    @Property(tries = 3000)
    void everyCaseHasThePropertyOfItsKind(@ForAll AttentionInputs a) {
        assertTrue(has(a, a.kind()), a::toString);
        for (Matrix x : Stream.of(a.query(), a.key(), a.value()).toList()) {
            for (double v : x.values()) {
                assertEquals(v, a.format().round(v));
                assertTrue(Double.isFinite(v));
            }
        }
        assertEquals(a.queries(), a.allowed().queries());
        assertEquals(a.keys(), a.allowed().keys());
        assertEquals(a.keys(), a.value().rows());
        assertEquals(a.width(), a.key().columns());
        double tau = a.scale().toDouble();
        assertTrue(tau >= 0.125 && tau <= 1);
        Statistics.label("kind").collect(a.kind());
        Statistics.label("kind").coverage(c -> {
            for (AttentionKind k : AttentionKind.values()) {
                c.check(k).percentage(p -> p > 6);
            }
        });
        Statistics.label("format").collect(a.format());
        Statistics.label("format").coverage(c -> {
            for (Format f : Format.all()) {
                c.check(f).percentage(p -> p > 7);
            }
        });
        frequency("one query", a.queries() == 1, 10);
        frequency("one key", a.keys() == 1, 5);
        frequency("more queries than keys", a.queries() > a.keys(), 15);
        frequency("more keys than queries", a.queries() < a.keys(), 30);
        frequency("bias", a.bias() != null, 15);
        boolean some = false;
        boolean all = true;
        for (int i = 0; i < a.queries(); i++) {
            some |= a.allowed().count(i) == 0;
            all &= a.allowed().count(i) == 0;
        }
        frequency("an empty row", some, 15);
        frequency("only empty rows", all, 1);
        // Inputs with all digits are drawn, not just simple ones.
        boolean long_ = java.util.Arrays.stream(a.value().values())
                .anyMatch(v -> Dyadic.of(v).significand().abs().bitLength()
                        > a.format().precision() - 2);
        frequency("numbers of full length", long_, 30);
    }

    private static void frequency(String label, boolean holds, double percent) {
        Statistics.label(label).collect(holds);
        Statistics.label(label).coverage(c -> c.check(true).percentage(p -> p > percent));
    }

    /** A kind's property is rare among ordinary inputs: the checks above tell the kinds apart. */
    @Property(tries = 1000)
    void ordinaryInputsHaveFewOfTheProperties(@ForAll @Drawn(kinds = AttentionKind.ORDINARY) AttentionInputs a) {
        for (AttentionKind k : AttentionKind.values()) {
            if (k != AttentionKind.ORDINARY) {
                String label = "ordinary and " + k;
                Statistics.label(label).collect(has(a, k));
                Statistics.label(label).coverage(c -> c.check(true).percentage(p -> p < 25));
            }
        }
    }

    @Property(tries = 150)
    void masks(
            @ForAll @Drawn(masks = MaskKind.ALL) AttentionInputs all,
            @ForAll @Drawn(masks = MaskKind.CAUSAL_TOP_LEFT) AttentionInputs topLeft,
            @ForAll @Drawn(masks = MaskKind.CAUSAL_BOTTOM_RIGHT) AttentionInputs bottomRight,
            @ForAll @Drawn(masks = MaskKind.WINDOW) AttentionInputs window,
            @ForAll @Drawn(masks = MaskKind.PADDING) AttentionInputs padding,
            @ForAll @Drawn(masks = MaskKind.RANDOM) AttentionInputs random,
            @ForAll @Drawn(masks = MaskKind.EMPTY_ROWS) AttentionInputs empty) {
        List<AttentionInputs> inOrder = List.of(all, topLeft, bottomRight, window, padding, random, empty);
        for (int k = 0; k < inOrder.size(); k++) {
            AttentionInputs a = inOrder.get(k);
            assertTrue(masked(a, MaskKind.values()[k]), a::toString);
        }
        frequency("random masks that are no range", !masked(random, MaskKind.WINDOW), 15);
        frequency("windows that hide a key", !masked(window, MaskKind.ALL), 25);
        frequency("windows that are not causal", !masked(window, MaskKind.CAUSAL_TOP_LEFT), 40);
        frequency("corners that differ", !masked(bottomRight, MaskKind.CAUSAL_TOP_LEFT), 40);
    }

    @Property(tries = 500)
    void groupedHeads(@ForAll GroupedAttentionInputs a) {
        assertEquals(0, a.queryHeads() % a.keyHeads());
        for (int h = 0; h < a.queryHeads(); h++) {
            AttentionInputs head = a.head(h);
            assertTrue(has(head, a.kind()), a::toString);
            assertEquals(a.key().get(h * a.keyHeads() / a.queryHeads()), head.key());
            Tensor query = a.tensors().getOrDefault("query", Tensor.of(new double[0], 0));
            assertEquals(head.query().get(0, 0), query.value(h, 0, 0));
        }
        frequency("groups", a.queryHeads() > a.keyHeads() && a.keyHeads() > 1, 20);
        frequency("one head", a.queryHeads() == 1, 5);
        frequency("as many", a.queryHeads() == a.keyHeads() && a.keyHeads() > 1, 5);
    }

    @Property(tries = 200)
    void sizesAndFormatsAreAsAsked(
            @ForAll
                    @Drawn(
                            kinds = {AttentionKind.ORDINARY, AttentionKind.ONE_HOT_ROWS, AttentionKind.HUGE_LOGITS},
                            formats = {"e4m3", "E5M2"},
                            maxQueries = 2,
                            maxKeys = 32,
                            maxWidth = 32,
                            maxValueWidth = 1)
                    AttentionInputs a) {
        assertTrue(a.format() == Format.E4M3 || a.format() == Format.E5M2);
        assertTrue(a.queries() <= 2
                && a.keys() <= 32
                && a.width() <= 32
                && a.value().columns() == 1);
        assertTrue(has(a, a.kind()), a::toString);
        frequency("many keys", a.keys() > 24, 10);
    }

    @Property(tries = 100)
    @Domain(AttentionDomain.class)
    void domain(@ForAll AttentionInputs a, @ForAll GroupedAttentionInputs b) {
        assertTrue(has(a, a.kind()));
        assertTrue(has(b.head(0), b.kind()));
    }

    @Property(tries = 500)
    void tensorsHoldTheSameNumbers(@ForAll AttentionInputs a) {
        Map<String, Tensor> tensors = a.tensors();
        assertEquals(a.bias() != null, tensors.containsKey("bias"));
        for (String name : new String[] {"query", "key", "value"}) {
            Tensor t = tensors.getOrDefault(name, Tensor.of(new double[0], 0, 0));
            Matrix expected = name.equals("query") ? a.query() : name.equals("key") ? a.key() : a.value();
            assertEquals(
                    List.of(expected.rows(), expected.columns()),
                    List.of(t.shape().size(0), t.shape().size(1)));
            for (int e = 0; e < t.elements(); e++) {
                assertEquals(expected.values()[e], t.valueAt(e));
            }
        }
        Tensor mask = tensors.getOrDefault("mask", Tensor.of(new boolean[0], 0, 0));
        assertTrue(everyLogit(a, (i, j) -> a.allowed().allows(i, j) == (mask.value(i, j) == 1)));
    }

    @Example
    void impossibleChoicesAreRefused() {
        AttentionChoices all = AttentionChoices.EVERYTHING;
        assertThrows(IllegalArgumentException.class, () -> all.upTo(1, 1, 4, 1));
        assertThrows(IllegalArgumentException.class, () -> all.upTo(1, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> all.upTo(0, 2, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> all.upTo(1, 33, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> all.withKinds());
        assertEquals(
                1,
                all.withKinds(AttentionKind.ORDINARY)
                        .withMasks(MaskKind.ALL)
                        .upTo(1, 1, 1, 1)
                        .inputs()
                        .sample()
                        .keys());
    }

    @Example
    void simpleNumbersComeFirst() {
        Format f = Format.BFLOAT16;
        double[] first = new double[11];
        for (int i = 0; i < first.length; i++) {
            first[i] = SimpleNumbers.number(f, i);
        }
        org.junit.jupiter.api.Assertions.assertArrayEquals(
                new double[] {0, 1, -1, 2, -2, 0.5, -0.5, 4, -4, 0.25, -0.25}, first);
        assertEquals(1.5, SimpleNumbers.number(f, 11));
        java.util.Set<Double> distinct = new java.util.HashSet<>();
        for (long i = 0; i < SimpleNumbers.count(f); i++) {
            double x = SimpleNumbers.number(f, i);
            assertEquals(x, f.round(x));
            distinct.add(x);
        }
        assertEquals(1 + 2 * 5 * 128, distinct.size());
    }
}
