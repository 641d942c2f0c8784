package org.fiducial.generators;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.fiducial.number.Format;

/**
 * Which attention inputs to draw. The first kind, mask and format are those that a failing case shrinks to if it fails with them as well.
 *
 * <p>Cases are meant to be read: sizes are small, {@link #MAX_SIZE} at most, and every element shrinks on its own.
 *
 * @param kinds kinds to draw from
 * @param masks masks to draw from
 * @param formats formats to draw from
 * @param maxQueries the most queries n
 * @param maxKeys the most keys m
 * @param maxWidth the largest head width d
 * @param maxValueWidth the largest value width dv
 */
public record AttentionChoices(
        List<AttentionKind> kinds,
        List<MaskKind> masks,
        List<Format> formats,
        int maxQueries,
        int maxKeys,
        int maxWidth,
        int maxValueWidth) {
    /** The largest size of any axis. */
    public static final int MAX_SIZE = 32;

    private static final int MAX_KEY_HEADS = 2;
    private static final int MAX_GROUP = 3;

    /** All kinds, masks and formats; up to 5 queries, 6 keys, head width 4, value width 3. */
    public static final AttentionChoices EVERYTHING = new AttentionChoices(
            List.of(AttentionKind.values()),
            List.of(MaskKind.values()),
            Stream.concat(Stream.of(Format.BINARY32), Format.all().stream().filter(f -> f != Format.BINARY32))
                    .toList(),
            5,
            6,
            4,
            3);

    /** @throws IllegalArgumentException if nothing is left to choose from, or a size is too small for a kind or mask */
    public AttentionChoices {
        kinds = List.copyOf(kinds);
        masks = List.copyOf(masks);
        formats = List.copyOf(formats);
        if (kinds.isEmpty() || masks.isEmpty() || formats.isEmpty()) {
            throw new IllegalArgumentException(
                    "kinds " + kinds + ", masks " + masks + ", formats " + formats + ", expected at least one of each");
        }
        for (AttentionKind k : kinds) {
            requireSize("head width", maxWidth, k.minWidth(), k.name());
            requireSize("number of keys", maxKeys, k.minKeys(), k.name());
        }
        for (MaskKind m : masks) {
            requireSize("number of keys", maxKeys, m.minKeys(), m.name());
        }
        requireSize("number of queries", maxQueries, 1, "any case");
        requireSize("value width", maxValueWidth, 1, "any case");
    }

    private static void requireSize(String what, int found, int least, String whose) {
        if (found < least || found > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "largest " + what + " " + found + ", expected " + least + " to " + MAX_SIZE + " for " + whose);
        }
    }

    public AttentionChoices withKinds(AttentionKind... choice) {
        return new AttentionChoices(List.of(choice), masks, formats, maxQueries, maxKeys, maxWidth, maxValueWidth);
    }

    public AttentionChoices withMasks(MaskKind... choice) {
        return new AttentionChoices(kinds, List.of(choice), formats, maxQueries, maxKeys, maxWidth, maxValueWidth);
    }

    public AttentionChoices withFormats(Format... choice) {
        return new AttentionChoices(kinds, masks, List.of(choice), maxQueries, maxKeys, maxWidth, maxValueWidth);
    }

    /** The largest n, m, d and dv. */
    public AttentionChoices upTo(int queries, int keys, int width, int valueWidth) {
        return new AttentionChoices(kinds, masks, formats, queries, keys, width, valueWidth);
    }

    /** Inputs of one head. */
    public Arbitrary<AttentionInputs> inputs() {
        return draws(Arbitraries.just(1), Arbitraries.just(1), 1, 1).map(AttentionDraw::single);
    }

    /** Inputs of up to 6 query heads with up to 2 key/value heads, without a bias. */
    public Arbitrary<GroupedAttentionInputs> grouped() {
        return draws(
                        Arbitraries.integers().between(1, MAX_KEY_HEADS),
                        Arbitraries.integers().between(1, MAX_GROUP),
                        MAX_KEY_HEADS,
                        MAX_GROUP)
                .map(AttentionDraw::grouped);
    }

    private Arbitrary<AttentionDraw> draws(
            Arbitrary<Integer> keyHeads, Arbitrary<Integer> groups, int mostKeyHeads, int mostInGroup) {
        int largest = Math.max(maxKeys, maxQueries);
        Arbitrary<AttentionDraw.Plan> plans = Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.of(masks),
                        Arbitraries.of(formats),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(false, true),
                        keyHeads,
                        groups)
                .as(AttentionDraw.Plan::new);
        Arbitrary<AttentionDraw.Sizes> sizes = Combinators.combine(
                        sizes(maxQueries), sizes(maxKeys), sizes(maxWidth), sizes(maxValueWidth))
                .as(AttentionDraw.Sizes::new);
        Arbitrary<AttentionDraw.Hidden> hidden = Combinators.combine(
                        Arbitraries.integers().between(0, largest - 1),
                        Arbitraries.integers().between(0, largest - 1),
                        Arbitraries.of(false, true),
                        DrawnIndices.of(maxQueries * maxKeys))
                .as(AttentionDraw.Hidden::new);
        // Every element has an index of its own, used or not, so that sizes and elements shrink independently.
        return Combinators.combine(
                        plans,
                        sizes,
                        hidden,
                        DrawnIndices.of(mostKeyHeads * mostInGroup * maxQueries * maxWidth),
                        DrawnIndices.of(mostKeyHeads * maxKeys * maxWidth),
                        DrawnIndices.of(mostKeyHeads * maxKeys * maxValueWidth),
                        DrawnIndices.of(maxQueries * maxKeys))
                .as(AttentionDraw::new)
                .withoutEdgeCases();
    }

    /** All sizes are equally likely: a size of 1 and unequal sizes are what loops go wrong on. */
    private static Arbitrary<Integer> sizes(int max) {
        return Arbitraries.of(IntStream.rangeClosed(1, max).boxed().toList());
    }
}
