package org.fiducial.theory.lemma;

import java.util.Arrays;
import java.util.Comparator;
import org.fiducial.arithmetic.exact.Rational;

/** What an approximate choice of the k largest scores can lose. */
public final class TopKRegret {
    private TopKRegret() {}

    /** The indices of the k largest scores, equal ones in order of their index. */
    public static int[] largest(Rational[] scores, int k) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order, Comparator.comparing((Integer i) -> scores[i]).reversed().thenComparing(i -> i));
        return Arrays.stream(order).limit(k).mapToInt(i -> i).toArray();
    }

    /** The sum of the k largest scores minus that of the chosen ones. */
    public static Rational of(Rational[] scores, int[] chosen) {
        Rational best = Rational.ZERO;
        for (int i : largest(scores, chosen.length)) {
            best = best.add(scores[i]);
        }
        for (int i : chosen) {
            best = best.subtract(scores[i]);
        }
        return best;
    }

    /** The bound 2 k eps of that regret for scores known up to eps. */
    public static Rational bound(int k, Rational eps) {
        return eps.multiply(Rational.of(2L * k));
    }
}
