package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;

/** The sum of a computed matrix and a stored one of the same shape, such as logits and their biases. */
record TwofoldSumRows(TwofoldRows.Banded x, Twofold y) implements TwofoldRows.Banded {
    @Override
    public int rows() {
        return x.rows();
    }

    @Override
    public int columns() {
        return x.columns();
    }

    @Override
    public void read(Band band, double[] lo) {
        x.read(band, lo);
        AllowedKeys allowed = band.allowed;
        TwofoldNumber t = new TwofoldNumber();
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            int source = row * y.columns();
            int target = i * band.columns;
            boolean range = allowed.isRange(row);
            double radius = 0;
            double magnitude = 0;
            for (int j = band.from; j < band.to; j++) {
                int p = target + j;
                t.add(band.mid[p], lo[p], y.head.mid[source + j], y.lo(source + j));
                band.mid[p] = t.hi;
                lo[p] = t.lo;
                if (allowed.from(row) <= j && j < allowed.to(row) && (range || allowed.allows(row, j))) {
                    radius = Math.max(radius, y.head.radius(source + j));
                    magnitude = Math.max(magnitude, Math.abs(t.hi));
                }
            }
            magnitude = Outward.product(magnitude, 1 + 0x1p-50);
            boolean finite = magnitude < 0x1p1000;
            band.radius[i] = finite
                    ? Outward.sum(band.radius[i], radius, Outward.product(TwofoldNumber.ADD, magnitude))
                    : Double.POSITIVE_INFINITY;
            band.magnitude[i] = finite ? magnitude : 0;
            if (!finite) {
                java.util.Arrays.fill(band.mid, target + band.from, target + band.to, 0);
                java.util.Arrays.fill(lo, target + band.from, target + band.to, 0);
            }
        }
    }

    @Override
    public Twofold all() {
        return TwofoldElementwise.map(x.all(), y, TwofoldElementwise::add);
    }
}
