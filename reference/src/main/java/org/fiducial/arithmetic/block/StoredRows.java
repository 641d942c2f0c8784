package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;

/** A matrix that is there already. */
record StoredRows(Stored x) implements Rows {
    @Override
    public int rows() {
        return x.rows;
    }

    @Override
    public int columns() {
        return x.columns;
    }

    @Override
    public void read(Band band) {
        AllowedKeys allowed = band.allowed;
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            int source = row * x.columns;
            int width = band.to - band.from;
            System.arraycopy(x.mid, source + band.from, band.mid, i * band.columns + band.from, width);
            double radius = 0;
            double magnitude = 0;
            boolean range = allowed.isRange(row);
            for (int j = allowed.from(row); j < allowed.to(row); j++) {
                if (range || allowed.allows(row, j)) {
                    magnitude = Math.max(magnitude, Math.abs(x.mid[source + j]));
                    radius = Math.max(radius, x.radius(source + j));
                }
            }
            band.radius[i] = radius;
            band.magnitude[i] = magnitude;
        }
    }

    @Override
    public Stored all() {
        return x;
    }
}
