package org.fiducial.operator.scatterbrain;

import java.util.Arrays;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/** Exact inner products of binary numbers and their order, as the integers on which the verified core chooses. */
final class ExactSigns {
    private ExactSigns() {}

    /** The inner product of row i of x and row j of y. */
    static Dyadic inner(Matrix x, int i, Matrix y, int j) {
        Dyadic sum = Dyadic.ZERO;
        for (int l = 0; l < x.columns(); l++) {
            sum = sum.add(Dyadic.of(x.get(i, l)).multiply(Dyadic.of(y.get(j, l))));
        }
        return sum;
    }

    /** Ranks that keep the numbers' order, equal numbers sharing one; 0 is the rank of zero, so signs are kept too. */
    static long[] ranks(Dyadic[] x) {
        Dyadic[] sorted = Arrays.stream(x).distinct().sorted().toArray(Dyadic[]::new);
        int below = (int) Arrays.stream(sorted).filter(v -> v.signum() < 0).count();
        boolean zero = below < sorted.length && sorted[below].isZero();
        long[] ranks = new long[x.length];
        for (int k = 0; k < x.length; k++) {
            int at = Arrays.binarySearch(sorted, x[k]);
            ranks[k] = at < below ? at - below : at - below + (zero ? 0 : 1);
        }
        return ranks;
    }
}
