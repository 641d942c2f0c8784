package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;

/** The sum of a computed matrix and a stored one of the same shape, such as logits and their biases. */
record SumRows(Rows x, Stored y) implements Rows {
    @Override
    public int rows() {
        return x.rows();
    }

    @Override
    public int columns() {
        return x.columns();
    }

    @Override
    public void read(Band band) {
        x.read(band);
        AllowedKeys allowed = band.allowed;
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            int source = row * y.columns;
            int target = i * band.columns;
            boolean range = allowed.isRange(row);
            double radius = 0;
            double error = 0;
            double magnitude = 0;
            for (int j = band.from; j < band.to; j++) {
                double a = band.mid[target + j];
                double b = y.mid[source + j];
                double s = a + b;
                band.mid[target + j] = s;
                if (allowed.from(row) <= j && j < allowed.to(row) && (range || allowed.allows(row, j))) {
                    radius = Math.max(radius, y.radius(source + j));
                    error = Math.max(error, Math.abs(Elementary.sumError(a, b, s)));
                    magnitude = Math.max(magnitude, Math.abs(s));
                }
            }
            boolean finite = magnitude < Double.MAX_VALUE;
            band.radius[i] = finite ? Outward.sum(band.radius[i], radius, error) : Double.POSITIVE_INFINITY;
            band.magnitude[i] = finite ? magnitude : 0;
            if (!finite) {
                java.util.Arrays.fill(band.mid, target + band.from, target + band.to, 0);
            }
        }
    }

    @Override
    public Stored all() {
        return Elementary.add(x.all(), y);
    }
}
