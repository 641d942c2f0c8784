package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;

/** The smallest and largest midpoint and the largest radius of each column of values, over a set of keys. */
final class ColumnExtents {
    private static final double TINY = 1e-305;

    /** Keys whose extents are found once for all rows. */
    private static final int BLOCK = 64;

    private final Stored v;
    private final double[] low;
    private final double[] high;
    private final double[] error;
    private final double[] key;
    private int from;
    private int to;

    ColumnExtents(Stored v) {
        this.v = v;
        low = new double[v.columns];
        high = new double[v.columns];
        error = new double[v.columns];
        key = new double[v.columns];
        clear();
    }

    private void clear() {
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        Arrays.fill(error, 0);
        from = 0;
        to = 0;
    }

    /** Over the keys first <= j < end; keys already seen are not read again. */
    void range(int first, int end) {
        if (first != from || end < to) {
            clear();
            from = first;
            to = first;
        }
        while (to < end) {
            if (to % BLOCK == 0 && to + BLOCK <= end) {
                add(v.extents()[to / BLOCK]);
                to += BLOCK;
            } else {
                add(to++);
            }
        }
    }

    /** Over the keys that a row allows. */
    void row(AllowedKeys allowed, int i) {
        clear();
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                add(j);
            }
        }
    }

    /** The extents of each block of so many keys, the last one shorter. */
    static ColumnExtents[] blocks(Stored v) {
        ColumnExtents[] blocks = new ColumnExtents[(v.rows + BLOCK - 1) / BLOCK];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = new ColumnExtents(v);
            for (int j = b * BLOCK; j < Math.min(v.rows, (b + 1) * BLOCK); j++) {
                blocks[b].add(j);
            }
        }
        return blocks;
    }

    private void add(ColumnExtents block) {
        add(block.low, block.high);
        for (int c = 0; c < error.length; c++) {
            error[c] = Math.max(error[c], block.error[c]);
        }
    }

    private void add(double[] lowest, double[] highest) {
        for (int c = 0; c < low.length; c++) {
            low[c] = Math.min(low[c], lowest[c]);
        }
        for (int c = 0; c < high.length; c++) {
            high[c] = Math.max(high[c], highest[c]);
        }
    }

    private void add(int j) {
        int offset = j * v.columns;
        System.arraycopy(v.mid, offset, key, 0, key.length);
        add(key, key);
        if (!v.isExact()) {
            for (int c = 0; c < low.length; c++) {
                error[c] = Math.max(error[c], v.radius(offset + c));
            }
        }
    }

    /** Writes tanh (max - min) + rho max |v| + max radius, and the underflow of so many terms. */
    void radii(double tanh, double rho, int terms, double[] out, int offset) {
        double underflow = 2 * (terms + 4) * Double.MIN_VALUE;
        double tiny = terms * TINY;
        for (int c = 0; c < low.length; c++) {
            double largest = Math.max(-low[c], high[c]);
            double bound = tanh * (high[c] - low[c]) + (rho + tiny) * largest + error[c];
            out[offset + c] = bound * (1 + 0x1p-50) + underflow;
        }
    }
}
