package org.fiducial.peers.engines;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.fiducial.peers.BareProducts;

/** Two calls of OpenBLAS's dgemm on native memory, one thread. */
public final class OpenBlasBareProducts implements BareProducts {
    private final OpenBlasProduct library = new OpenBlasProduct();

    @Override
    public String name() {
        return library.name();
    }

    @Override
    public Runnable products(int n, int d) {
        DoublePointer x = filled((long) n * d);
        DoublePointer y = filled((long) n * d);
        DoublePointer s = filled((long) n * n);
        DoublePointer o = filled((long) n * d);
        int rowMajor = openblas_nolapack.CblasRowMajor;
        int plain = openblas_nolapack.CblasNoTrans;
        int transposed = openblas_nolapack.CblasTrans;
        return () -> {
            openblas_nolapack.cblas_dgemm(rowMajor, plain, transposed, n, n, d, 1, x, d, y, d, 0, s, n);
            openblas_nolapack.cblas_dgemm(rowMajor, plain, plain, n, d, n, 1, s, n, y, d, 0, o, d);
        };
    }

    private static DoublePointer filled(long size) {
        DoublePointer p = new DoublePointer(size);
        for (long i = 0; i < size; i++) {
            p.put(i, (i % 17 - 8) * 0.125);
        }
        return p;
    }
}
