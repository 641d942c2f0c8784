package org.fiducial.arithmetic.block;

import java.util.List;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;

/** {@link Reductions} of matrices with midpoints hi + lo. */
final class TwofoldReductions {
    private TwofoldReductions() {}

    /** The same rearrangement of leading and of trailing parts. */
    static Twofold rearrange(Twofold x, UnaryOperator<Stored> f) {
        Stored head = f.apply(x.head);
        return new Twofold(head, x.tail == null ? null : f.apply(new Stored(x.rows(), x.columns(), x.tail, null)).mid);
    }

    static Twofold concatenateRows(List<Twofold> parts) {
        Stored head = Reductions.concatenateRows(parts.stream().map(p -> p.head).toList());
        if (parts.stream().allMatch(p -> p.tail == null)) {
            return new Twofold(head, null);
        }
        double[] lo = new double[head.mid.length];
        int offset = 0;
        for (Twofold p : parts) {
            if (p.tail != null) {
                System.arraycopy(p.tail, 0, lo, offset, p.tail.length);
            }
            offset += p.head.mid.length;
        }
        return new Twofold(head, lo);
    }

    static Twofold rowSums(Twofold x) {
        double[] hi = new double[x.rows()];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        TwofoldElementwise sum = new TwofoldElementwise();
        for (int i = 0; i < hi.length; i++) {
            sum.same(0, 0, 0);
            for (int p = i * x.columns(); p < (i + 1) * x.columns(); p++) {
                sum.add(sum.hi, sum.lo, sum.radius, x.head.mid[p], x.lo(p), x.head.radius(p));
            }
            hi[i] = sum.hi;
            lo[i] = sum.lo;
            radius[i] = sum.radius;
        }
        return Twofold.settled(hi.length, 1, hi, lo, radius);
    }

    /** A function where keys are allowed, exact zeros elsewhere. */
    static Twofold mapAllowed(Twofold x, AllowedKeys allowed, TwofoldElementwise.One f) {
        Reductions.checkShape(x.rows(), x.columns(), allowed);
        double[] hi = new double[x.head.mid.length];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        TwofoldElementwise out = new TwofoldElementwise();
        for (int i = 0; i < x.rows(); i++) {
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    int p = i * x.columns() + j;
                    f.apply(out, x.head.mid[p], x.lo(p), x.head.radius(p));
                    hi[p] = out.hi;
                    lo[p] = out.lo;
                    radius[p] = out.radius;
                }
            }
        }
        return Twofold.settled(x.rows(), x.columns(), hi, lo, radius);
    }

    /** The quotient by a column; rows without allowed keys are exact zeros, and so are the quotients of exact zeros. */
    static Twofold normalise(Twofold x, Twofold z, AllowedKeys allowed) {
        if (allowed.queries() != x.rows()) {
            throw new IllegalArgumentException("allowed keys of " + allowed.queries() + " rows for a matrix of "
                    + x.rows() + ", expected as many");
        }
        Reductions.checkNormalisers(x.head, z.head);
        double[] hi = new double[x.head.mid.length];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        TwofoldElementwise out = new TwofoldElementwise();
        for (int i = 0; i < x.rows(); i++) {
            for (int p = i * x.columns(); allowed.count(i) > 0 && p < (i + 1) * x.columns(); p++) {
                if (x.head.mid[p] != 0 || x.lo(p) != 0 || x.head.radius(p) != 0) {
                    out.divide(x.head.mid[p], x.lo(p), x.head.radius(p), z.head.mid[i], z.lo(i), z.head.radius(i));
                    hi[p] = out.hi;
                    lo[p] = out.lo;
                    radius[p] = out.radius;
                }
            }
        }
        return Twofold.settled(x.rows(), x.columns(), hi, lo, radius);
    }

    static Twofold rowMax(Twofold x, AllowedKeys allowed) {
        double[] hi = new double[x.rows()];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        TwofoldElementwise best = new TwofoldElementwise();
        for (int i = 0; i < x.rows(); i++) {
            boolean some = false;
            best.same(0, 0, 0);
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    int p = i * x.columns() + j;
                    if (some) {
                        best.max(best.hi, best.lo, best.radius, x.head.mid[p], x.lo(p), x.head.radius(p));
                    } else {
                        best.same(x.head.mid[p], x.lo(p), x.head.radius(p));
                        some = true;
                    }
                }
            }
            hi[i] = best.hi;
            lo[i] = best.lo;
            radius[i] = best.radius;
        }
        return Twofold.settled(hi.length, 1, hi, lo, radius);
    }
}
