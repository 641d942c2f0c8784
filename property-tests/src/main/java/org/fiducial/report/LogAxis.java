package org.fiducial.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis between two powers of ten; what lies outside is drawn at the nearer end.
 *
 * @param low exponent of the lower end
 * @param high exponent of the upper end, above low
 * @param from coordinate of the lower end
 * @param to coordinate of the upper end
 */
record LogAxis(int low, int high, double from, double to) {
    LogAxis {
        if (low >= high) {
            throw new IllegalArgumentException("axis from 1e" + low + " to 1e" + high + ", expected a growing one");
        }
    }

    /** An axis that holds every positive finite value and 1, no further than the given exponents. */
    static LogAxis around(double[] values, int lowest, int highest, double from, double to) {
        int low = 0;
        int high = 0;
        for (double v : values) {
            if (v > 0 && Double.isFinite(v)) {
                low = Math.min(low, (int) Math.floor(Math.log10(v)));
                high = Math.max(high, (int) Math.ceil(Math.log10(v)));
            } else if (v > 0) {
                high = highest;
            } else if (v == 0) {
                low = Math.min(low, -3);
            }
        }
        low = Math.max(low, lowest);
        high = Math.min(high, highest);
        return low < high ? new LogAxis(low, high, from, to) : new LogAxis(low - 1, high, from, to);
    }

    double at(double value) {
        if (Double.isNaN(value)) {
            return to;
        }
        double exponent = value <= 0 ? low : Math.min(high, Math.max(low, Math.log10(value)));
        return from + (exponent - low) / (high - low) * (to - from);
    }

    /** Powers of ten to label, at most that many. */
    List<Integer> ticks(int most) {
        int step = Math.max(1, (high - low + most - 1) / most);
        List<Integer> ticks = new ArrayList<>();
        // Counted from 0, so that 1 is always labelled.
        for (int e = Math.floorDiv(low + step - 1, step) * step; e <= high; e += step) {
            ticks.add(e);
        }
        return ticks;
    }
}
