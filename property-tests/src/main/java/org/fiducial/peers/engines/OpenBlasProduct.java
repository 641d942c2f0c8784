package org.fiducial.peers.engines;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.fiducial.arithmetic.block.MatrixProduct;

/**
 * OpenBLAS's dgemm on one thread; it is of the conventional kind, with fused multiply-adds where the processor has them. Sums go in runs of
 * {@value #RUN} terms whose results are added here, so that a product passes through few roundings.
 */
public final class OpenBlasProduct implements MatrixProduct {
    private static final int RUN = 256;

    /** @throws LinkageError if there is no OpenBLAS for this platform on the class path */
    public OpenBlasProduct() {
        Loader.load(openblas_nolapack.class);
        openblas_nolapack.blas_set_num_threads(1);
    }

    @Override
    public String name() {
        return openblas_nolapack.OPENBLAS_VERSION.trim();
    }

    @Override
    public int roundings(int terms) {
        return Math.min(terms, RUN + (terms > RUN ? (terms + RUN - 1) / RUN : 0));
    }

    @Override
    public RightFactor right(double[] values, int rows, int columns, boolean transposed) {
        return new Factor(new DoublePointer(values), rows, columns, transposed);
    }

    /** Native working space of one thread. */
    private static final class Space {
        private DoublePointer left = new DoublePointer(1);
        private DoublePointer product = new DoublePointer(1);

        DoublePointer left(long size) {
            if (left.capacity() < size) {
                left.close();
                left = new DoublePointer(size);
            }
            return left.position(0);
        }

        DoublePointer product(long size) {
            if (product.capacity() < size) {
                product.close();
                product = new DoublePointer(size);
            }
            return product.position(0);
        }
    }

    private static final ThreadLocal<Space> SPACE = ThreadLocal.withInitial(Space::new);

    private record Factor(DoublePointer b, int rows, int columns, boolean transposed) implements RightFactor {
        @Override
        public void multiply(
                double[] a,
                int aOffset,
                int aStride,
                int m,
                int term,
                int termEnd,
                int column,
                int columnEnd,
                double[] c,
                int cOffset,
                int cStride) {
            int width = columnEnd - column;
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, cOffset + i * cStride + column, cOffset + i * cStride + columnEnd, 0);
            }
            if (m == 0 || width == 0) {
                return;
            }
            Space space = SPACE.get();
            double[] run = new double[term + RUN < termEnd ? width : 0];
            for (int l = term; l < termEnd; l += RUN) {
                int terms = Math.min(RUN, termEnd - l);
                DoublePointer left = space.left((long) m * terms);
                for (int i = 0; i < m; i++) {
                    left.position((long) i * terms).put(a, aOffset + i * aStride + l, terms);
                }
                DoublePointer product = space.product((long) m * width);
                dgemm(left.position(0), product, m, width, l, terms, column);
                for (int i = 0; i < m; i++) {
                    int o = cOffset + i * cStride + column;
                    product.position((long) i * width);
                    if (l == term) {
                        product.get(c, o, width);
                    } else {
                        product.get(run, 0, width);
                        for (int j = 0; j < width; j++) {
                            c[o + j] += run[j];
                        }
                    }
                }
            }
        }

        private void dgemm(DoublePointer left, DoublePointer product, int m, int width, int l, int terms, int column) {
            int stride = transposed ? rows : columns;
            long offset = transposed ? (long) column * rows + l : (long) l * columns + column;
            DoublePointer right = new DoublePointer(b).position(offset);
            openblas_nolapack.cblas_dgemm(
                    openblas_nolapack.CblasRowMajor,
                    openblas_nolapack.CblasNoTrans,
                    transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                    m,
                    width,
                    terms,
                    1,
                    left,
                    terms,
                    right,
                    stride,
                    0,
                    product,
                    width);
        }
    }
}
