package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.Scale;
import org.jspecify.annotations.Nullable;

/** Every element times tau. The computed tau errs by at most {@code error} relatively: 3 roundings, none for a power of two. */
final class ScaledRows implements Rows {
    private final Rows x;
    private final double tau;
    private final double error;

    /** @throws ArithmeticException if tau is not within the normal numbers of binary64 */
    ScaledRows(Rows x, Scale scale) {
        this.x = x;
        this.tau = scale.toDouble();
        if (!(tau >= Double.MIN_NORMAL && tau <= Double.MAX_VALUE)) {
            throw new ArithmeticException("scale " + scale + ", expected a number between 2^-1022 and 2^1024");
        }
        boolean exact = scale.isRational()
                && scale.factor().equals(org.fiducial.number.Dyadic.of(tau).multiply(root(scale)));
        this.error = exact ? 0 : Outward.gamma(4);
    }

    private static org.fiducial.number.Dyadic root(Scale scale) {
        return org.fiducial.number.Dyadic.of(scale.root(), 0);
    }

    @Override
    public int rows() {
        return x.rows();
    }

    @Override
    public int columns() {
        return x.columns();
    }

    /** What is scaled, if it is a product that has not been computed. */
    @Nullable
    ProductRows product() {
        return x instanceof ProductRows p ? p : null;
    }

    /** The number that elements are multiplied by. */
    double factor() {
        return tau;
    }

    @Override
    public void read(Band band) {
        x.read(band);
        bound(band);
        for (int i = 0; i < band.count; i++) {
            int offset = i * band.columns;
            double factor = band.magnitude[i] == 0 ? 0 : tau;
            for (int p = offset + band.from; p < offset + band.to; p++) {
                band.mid[p] *= factor;
            }
        }
    }

    /** Turns radii and magnitudes of what is scaled into those of the result; midpoints are not looked at. */
    void bound(Band band) {
        for (int i = 0; i < band.count; i++) {
            double magnitude = Outward.product(band.magnitude[i], tau);
            band.radius[i] = radius(band.magnitude[i], band.radius[i]);
            band.magnitude[i] = Outward.product(magnitude, 1 + 0x1p-50);
            if (!(magnitude < Double.MAX_VALUE / 2)) {
                band.radius[i] = Double.POSITIVE_INFINITY;
                band.magnitude[i] = 0;
            }
        }
    }

    /** |x~ tau~ - fl(x tau)| <= e tau (1 + error) + |x| tau (error + u) + 2^-1075; a power of two never rounds a normal product. */
    private double radius(double magnitude, double e) {
        double relative = error == 0 && isPowerOfTwo() ? 0 : Outward.sum(error, Outward.U);
        double underflow = tau < 1 || relative != 0 ? Double.MIN_VALUE : 0;
        if (magnitude == 0 && e == 0) {
            return 0;
        }
        return Outward.sum(
                Outward.product(Outward.product(e, tau), Outward.sum(1, error)),
                Outward.product(Outward.product(magnitude, tau), relative),
                isPowerOfTwo() && magnitude == 0 ? 0 : underflow);
    }

    private boolean isPowerOfTwo() {
        return (Double.doubleToRawLongBits(tau) & 0xfffffffffffffL) == 0;
    }

    @Override
    public Stored all() {
        Stored s = x.all();
        double[] mid = new double[s.mid.length];
        for (int p = 0; p < mid.length; p++) {
            mid[p] = s.mid[p] * tau;
        }
        if (error == 0 && isPowerOfTwo()) {
            return Stored.settled(s.rows, s.columns, mid, shifted(s, mid));
        }
        double[] radius = new double[mid.length];
        double ofMid = Outward.product(tau, Outward.sum(error, Outward.U)) * (1 + 0x1p-48);
        double ofRadius = Outward.product(tau, Outward.sum(1, error)) * (1 + 0x1p-48);
        if (s.radius == null) {
            radii(s.mid, ofMid, radius);
        } else {
            radii(s.mid, ofMid, s.radius, ofRadius, radius);
        }
        return Stored.settled(s.rows, s.columns, mid, radius);
    }

    private double[] shifted(Stored s, double[] mid) {
        double[] radius = new double[mid.length];
        for (int p = 0; p < mid.length; p++) {
            double r = s.radius(p);
            // A power of two rounds only where the product is subnormal, and radii are no exception.
            radius[p] =
                    (r == 0 ? 0 : r * tau + 2 * Double.MIN_VALUE) + (mid[p] / tau == s.mid[p] ? 0 : Double.MIN_VALUE);
        }
        return radius;
    }

    /** Zero stays exact; what is not may underflow, here and in the product itself. */
    private static void radii(double[] mid, double a, double[] out) {
        for (int p = 0; p < out.length; p++) {
            out[p] = mid[p] == 0 ? 0 : Math.abs(mid[p]) * a + 4 * Double.MIN_VALUE;
        }
    }

    private static void radii(double[] mid, double a, double[] radius, double b, double[] out) {
        for (int p = 0; p < out.length; p++) {
            double bound = Math.abs(mid[p]) * a + radius[p] * b + 4 * Double.MIN_VALUE;
            out[p] = mid[p] == 0 && radius[p] == 0 ? 0 : bound;
        }
    }
}
