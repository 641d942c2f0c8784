package org.fiducial.arithmetic.block;

/** Operations on many pairs hi + lo at once, each bit for bit as {@link TwofoldNumber} does it. HotSpot makes vector instructions of these loops. */
final class TwofoldLoops {
    private TwofoldLoops() {}

    /** Subtracts c + d from the pairs from <= p < to, none of which is larger; a difference beyond all doubles is some number below -2^998. */
    static void subtract(double[] hi, double[] lo, int from, int to, double c, double d) {
        double least = c >= -0x1p999 ? -0x1p1000 : -Double.MAX_VALUE;
        for (int p = from; p < to; p++) {
            hi[p] = Math.max(hi[p], least);
        }
        for (int p = from; p < to; p++) {
            double th = lo[p] - d;
            double t = th - lo[p];
            double tl = (lo[p] - (th - t)) + (-d - t);
            double s = hi[p] - c;
            t = s - hi[p];
            double v = ((hi[p] - (s - t)) + (-c - t)) + th;
            double h = s + v;
            double w = tl + (v - (h - s));
            double g = h + w;
            lo[p] = w - (g - h);
            hi[p] = g;
        }
    }

    /** Adds n pairs to as many others. */
    private static void add(double[] ah, double[] al, double[] bh, double[] bl, int n) {
        for (int i = 0; i < n; i++) {
            double th = al[i] + bl[i];
            double t = th - al[i];
            double tl = (al[i] - (th - t)) + (bl[i] - t);
            double s = ah[i] + bh[i];
            t = s - ah[i];
            double v = ((ah[i] - (s - t)) + (bh[i] - t)) + th;
            double h = s + v;
            double w = tl + (v - (h - s));
            double g = h + w;
            al[i] = w - (g - h);
            ah[i] = g;
        }
    }

    /** Divides the pairs from <= p < to by one, as {@link TwofoldNumber#divide} does. */
    static void divide(double[] hi, double[] lo, int from, int to, double c, double d) {
        for (int p = from; p < to; p++) {
            double q = hi[p] / c;
            double t = q * c;
            double rest = ((hi[p] - t) - Math.fma(q, c, -t)) + (lo[p] - q * d);
            double r = rest / c;
            double s = q + r;
            lo[p] = r - (s - q);
            hi[p] = s;
        }
    }

    /** Working space of {@link #sum} for so many terms. */
    static double[][] halves(int terms) {
        return new double[4][(terms + 1) / 2];
    }

    /** The sum of the pairs from <= p < to, at least one: halves are added until one pair is left. */
    static void sum(double[] hi, double[] lo, int from, int to, double[][] halves, TwofoldNumber total) {
        double[] ah = halves[0];
        double[] al = halves[1];
        double[] bh = halves[2];
        double[] bl = halves[3];
        int n = to - from;
        int half = (n + 1) / 2;
        System.arraycopy(hi, from, ah, 0, half);
        System.arraycopy(lo, from, al, 0, half);
        System.arraycopy(hi, from + half, bh, 0, n - half);
        System.arraycopy(lo, from + half, bl, 0, n - half);
        add(ah, al, bh, bl, n - half);
        for (n = half; n > 1; n = half) {
            half = (n + 1) / 2;
            System.arraycopy(ah, half, bh, 0, n - half);
            System.arraycopy(al, half, bl, 0, n - half);
            add(ah, al, bh, bl, n - half);
        }
        total.hi = ah[0];
        total.lo = al[0];
    }

    /** A bound of the relative error of {@link #sum} where no term is negative: each passes through one addition a halving. */
    static double sumError(int terms) {
        int halvings = 32 - Integer.numberOfLeadingZeros(Math.max(terms - 1, 0));
        return Outward.product(halvings * TwofoldNumber.ADD, 1 + 0x1p-20);
    }
}
