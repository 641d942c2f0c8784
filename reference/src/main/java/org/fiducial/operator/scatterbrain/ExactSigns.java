package org.fiducial.operator.scatterbrain;

import java.util.Arrays;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;

/** The order of exact inner products of binary numbers, as the integers on which the verified core chooses. */
final class ExactSigns {
    private ExactSigns() {}

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

    /**
     * The sign of the inner product of row i of x and row j of y: binary64 decides where its error bound allows, exact sums elsewhere.
     */
    static int sign(Matrix x, int i, Matrix y, int j) {
        double sum = 0;
        double size = 0;
        for (int l = 0; l < x.columns(); l++) {
            double p = x.get(i, l) * y.get(j, l);
            sum += p;
            size += Math.abs(p);
        }
        // NaN and infinity, which overflow leaves, are not beyond any bound.
        if (Math.abs(sum) > 2 * error(x.columns(), size) && size < Double.MAX_VALUE) {
            return sum > 0 ? 1 : -1;
        }
        return InnerProduct.signum(x, i, y, j);
    }

    /** Twice gamma_d of the absolute sum, and one subnormal step a product. */
    static double error(int d, double size) {
        return d * (0x1p-52 * size + Double.MIN_VALUE);
    }
}
