package org.fiducial.theory.scatterbrain;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * Principal component pursuit, the offline oracle of sparse plus low-rank approximation (Candes, Li, Ma and Wright 2011): minimises
 * |L|_* + lambda |S|_1 subject to L + S = A by augmented Lagrangian steps, each a shrinkage of singular values and of entries. Numbers are
 * binary64 and nothing is certified here: claims check what it returns.
 *
 * @param lowRank L
 * @param sparse S
 * @param residual |A - L - S|_F / |A|_F at the end
 * @param iterations steps taken
 */
public record RobustPca(RealMatrix lowRank, RealMatrix sparse, double residual, int iterations) {
    /**
     * Decomposes a matrix.
     *
     * @param a finite, not zero
     * @param lambda weight of the sparse part; 1 / sqrt(larger dimension) is the usual one
     * @param tolerance relative residual at which to stop
     * @param most largest number of steps
     * @throws IllegalArgumentException if the matrix is zero or not finite, or a parameter is not positive
     */
    public static RobustPca of(RealMatrix a, double lambda, double tolerance, int most) {
        double size = a.getFrobeniusNorm();
        if (!(size > 0) || Double.isInfinite(size) || !(lambda > 0) || !(tolerance > 0) || most < 1) {
            throw new IllegalArgumentException("matrix of norm " + size + ", lambda " + lambda + ", tolerance "
                    + tolerance + ", " + most + " steps, expected positive finite numbers");
        }
        int rows = a.getRowDimension();
        int columns = a.getColumnDimension();
        double norm1 = 0;
        for (double[] row : a.getData()) {
            for (double x : row) {
                norm1 += Math.abs(x);
            }
        }
        double mu = rows * (double) columns / (4 * norm1);
        RealMatrix low = MatrixUtils.createRealMatrix(rows, columns);
        RealMatrix sparse = low.copy();
        RealMatrix dual = low.copy();
        double residual = 1;
        int step = 0;
        while (step < most && residual > tolerance) {
            step++;
            low = shrunkSpectrum(a.subtract(sparse).add(dual.scalarMultiply(1 / mu)), 1 / mu);
            sparse = shrunk(a.subtract(low).add(dual.scalarMultiply(1 / mu)), lambda / mu);
            RealMatrix rest = a.subtract(low).subtract(sparse);
            dual = dual.add(rest.scalarMultiply(mu));
            residual = rest.getFrobeniusNorm() / size;
        }
        return new RobustPca(low, sparse, residual, step);
    }

    /** The nearest matrix of rank at most r, by the truncated singular value decomposition (Eckart and Young). */
    public static RealMatrix truncated(RealMatrix a, int r) {
        SingularValueDecomposition svd = new SingularValueDecomposition(a);
        double[] s = svd.getSingularValues().clone();
        for (int k = r; k < s.length; k++) {
            s[k] = 0;
        }
        return svd.getU().multiply(MatrixUtils.createRealDiagonalMatrix(s)).multiply(svd.getVT());
    }

    /** |L|_* + lambda |S|_1. */
    public static double objective(RealMatrix low, RealMatrix sparse, double lambda) {
        double sum = 0;
        for (double s : new SingularValueDecomposition(low).getSingularValues()) {
            sum += s;
        }
        for (double[] row : sparse.getData()) {
            for (double x : row) {
                sum += lambda * Math.abs(x);
            }
        }
        return sum;
    }

    private static RealMatrix shrunkSpectrum(RealMatrix a, double by) {
        SingularValueDecomposition svd = new SingularValueDecomposition(a);
        double[] s = svd.getSingularValues().clone();
        for (int k = 0; k < s.length; k++) {
            s[k] = Math.max(0, s[k] - by);
        }
        return svd.getU().multiply(MatrixUtils.createRealDiagonalMatrix(s)).multiply(svd.getVT());
    }

    private static RealMatrix shrunk(RealMatrix a, double by) {
        RealMatrix out = a.copy();
        for (int i = 0; i < a.getRowDimension(); i++) {
            for (int j = 0; j < a.getColumnDimension(); j++) {
                double x = a.getEntry(i, j);
                out.setEntry(i, j, Math.signum(x) * Math.max(0, Math.abs(x) - by));
            }
        }
        return out;
    }
}
