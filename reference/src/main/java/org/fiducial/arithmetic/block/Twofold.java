package org.fiducial.arithmetic.block;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of midpoints hi + lo and radii, row by row. The leading parts and the radii are a {@link Stored} matrix, whose norms bound those of
 * the midpoints up to a factor 1 + u. A missing array of trailing parts means zeros.
 */
final class Twofold {
    final Stored head;
    final double @Nullable [] tail;

    private @Nullable Twofold transpose;
    private final Map<String, Slices> slices = new HashMap<>();
    private final int[] spans = {-1, -1};

    Twofold(Stored head, double @Nullable [] tail) {
        this.head = head;
        this.tail = tail;
    }

    int rows() {
        return head.rows;
    }

    int columns() {
        return head.columns;
    }

    double lo(int p) {
        return tail == null ? 0 : tail[p];
    }

    /** Takes the arrays over; elements whose parts or radius are not finite numbers become unknown. */
    static Twofold settled(int rows, int columns, double[] hi, double[] lo, double[] radius) {
        boolean plain = true;
        for (int p = 0; p < hi.length; p++) {
            if (!(Math.abs(hi[p]) <= Double.MAX_VALUE
                    && Math.abs(lo[p]) <= Double.MAX_VALUE
                    && radius[p] <= Double.MAX_VALUE)) {
                hi[p] = 0;
                lo[p] = 0;
                radius[p] = Double.POSITIVE_INFINITY;
            }
            plain &= lo[p] == 0;
        }
        return new Twofold(Stored.settled(rows, columns, hi, radius), plain ? null : lo);
    }

    synchronized Twofold transpose() {
        if (transpose == null) {
            transpose =
                    new Twofold(head.transpose(), tail == null ? null : JavaProduct.transpose(tail, rows(), columns()));
            transpose.transpose = this;
        }
        return transpose;
    }

    /** This matrix cut into slices whose units belong to rows or to columns; kept for the next time. */
    synchronized Slices slices(boolean byRow, int digits, int count) {
        return slices.computeIfAbsent(byRow + " " + digits + " " + count, key -> Slices.of(this, byRow, digits, count));
    }

    /** The largest number of digits from the leading digit of a row's (or column's) largest element to the last digit of any. */
    synchronized int span(boolean byRow) {
        int which = byRow ? 0 : 1;
        if (spans[which] < 0) {
            spans[which] = tail != null ? Slices.ENDLESS : Slices.span(head, byRow);
        }
        return spans[which];
    }
}
