package org.fiducial.oracle.selection;

import java.util.stream.IntStream;
import org.fiducial.number.Format;
import org.fiducial.operator.selection.LargestOfRow;
import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of a choice of the k largest. */
enum TopKMistake implements NamedMistake {
    SMALLEST("the k smallest are chosen") {
        @Override
        int[] choice(double[] x, int k) {
            return LargestOfRow.indices(mapped(x, y -> -y), k);
        }
    },
    BY_MAGNITUDE("the k of largest magnitude are chosen") {
        @Override
        int[] choice(double[] x, int k) {
            return LargestOfRow.indices(mapped(x, Math::abs), k);
        }
    },
    TIES_TO_THE_LARGER_INDEX("of equal scores the one of the larger index comes first") {
        @Override
        int[] choice(double[] x, int k) {
            int n = x.length;
            int[] back = LargestOfRow.indices(
                    IntStream.range(0, n).mapToDouble(i -> x[n - 1 - i]).toArray(), k);
            return IntStream.of(back).map(i -> n - 1 - i).toArray();
        }
    },
    LAST_PLACE_TO_THE_NEXT("the last place goes to the number k + 1 in order") {
        @Override
        int[] choice(double[] x, int k) {
            int[] more = LargestOfRow.indices(x, Math.min(k + 1, x.length));
            int[] out = java.util.Arrays.copyOf(more, k);
            out[k - 1] = more[more.length - 1];
            return out;
        }
    },
    FIRST_PLACE_LOST("the largest is left out: places are one off") {
        @Override
        int[] choice(double[] x, int k) {
            int[] more = LargestOfRow.indices(x, Math.min(k + 1, x.length));
            return more.length == k ? more : java.util.Arrays.copyOfRange(more, 1, k + 1);
        }
    },
    ASCENDING("the k largest are given the smallest first") {
        @Override
        int[] choice(double[] x, int k) {
            int[] right = LargestOfRow.indices(x, k);
            return IntStream.range(0, k).map(i -> right[k - 1 - i]).toArray();
        }
    },
    INDICES_FROM_ONE("indices are counted from one") {
        @Override
        int[] choice(double[] x, int k) {
            return IntStream.of(LargestOfRow.indices(x, k)).map(i -> i + 1).toArray();
        }
    },
    SCORES_BFLOAT16("scores are rounded to bfloat16 before they are compared") {
        @Override
        int[] choice(double[] x, int k) {
            return LargestOfRow.indices(mapped(x, Format.BFLOAT16::round), k);
        }
    },
    SCORES_BINARY16("scores are rounded to binary16 before they are compared") {
        @Override
        int[] choice(double[] x, int k) {
            return LargestOfRow.indices(mapped(x, Format.BINARY16::round), k);
        }
    };

    private final String description;

    TopKMistake(String description) {
        this.description = description;
    }

    /** The mistaken indices of one row, 1 <= k <= number of scores. */
    abstract int[] choice(double[] x, int k);

    private static double[] mapped(double[] x, java.util.function.DoubleUnaryOperator f) {
        return java.util.Arrays.stream(x).map(f).toArray();
    }

    @Override
    public String description() {
        return description;
    }
}
