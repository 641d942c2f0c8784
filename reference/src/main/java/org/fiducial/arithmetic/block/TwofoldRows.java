package org.fiducial.arithmetic.block;

/** A deferred matrix of midpoints hi + lo. */
interface TwofoldRows {
    int rows();

    int columns();

    /** Every element. */
    Twofold all();

    /** A deferred matrix that can be computed in bands, only where keys are allowed. */
    interface Banded extends TwofoldRows {
        /** Fills the leading parts, radii and magnitudes of a band, and the trailing parts at the same places. */
        void read(Band band, double[] lo);
    }

    /** A matrix that is there already. */
    record Of(Twofold x) implements Banded {
        @Override
        public int rows() {
            return x.rows();
        }

        @Override
        public int columns() {
            return x.columns();
        }

        @Override
        public Twofold all() {
            return x;
        }

        @Override
        public void read(Band band, double[] lo) {
            new StoredRows(x.head).read(band);
            for (int i = 0; i < band.count; i++) {
                int offset = i * band.columns;
                band.magnitude[i] = Outward.product(band.magnitude[i], 1 + 0x1p-50);
                if (x.tail == null) {
                    java.util.Arrays.fill(lo, offset + band.from, offset + band.to, 0);
                } else {
                    int source = (band.first + i) * x.columns();
                    System.arraycopy(x.tail, source + band.from, lo, offset + band.from, band.to - band.from);
                }
            }
        }
    }
}
