package org.fiducial.arithmetic.block;

import java.math.BigDecimal;
import java.math.MathContext;
import org.fiducial.arithmetic.Scale;
import org.jspecify.annotations.Nullable;

/** Every element times tau, known as a pair to a relative 2^-104, exactly if it is a power of two. */
final class TwofoldScaledRows implements TwofoldRows.Banded {
    private final TwofoldRows.Banded x;
    private final TwofoldNumber tau;
    private final double error;
    private final boolean powerOfTwo;

    /** @throws ArithmeticException if tau is not between 2^-300 and 2^300 */
    TwofoldScaledRows(TwofoldRows.Banded x, Scale scale) {
        this.x = x;
        powerOfTwo = scale.isPowerOfTwo();
        tau = powerOfTwo ? TwofoldNumber.of(scale.toDouble()) : pair(scale);
        if (!(tau.hi >= 0x1p-300 && tau.hi <= 0x1p300)) {
            throw new ArithmeticException("scale " + scale + ", expected a number between 2^-300 and 2^300");
        }
        error = powerOfTwo ? 0 : 0x1p-104;
    }

    private static TwofoldNumber pair(Scale scale) {
        MathContext mc = new MathContext(60);
        return TwofoldNumber.of(scale.factor()
                .toBigDecimal()
                .divide(BigDecimal.valueOf(scale.radicand()).sqrt(mc), mc));
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
    SlicedProductRows product() {
        return x instanceof SlicedProductRows p ? p : null;
    }

    /** The number that elements are multiplied by; hi + lo. */
    TwofoldNumber factor() {
        return tau;
    }

    /** Turns radii and magnitudes of what is scaled into those of the result; midpoints are not looked at. */
    void bound(Band band) {
        for (int i = 0; i < band.count; i++) {
            band.radius[i] = radius(band.magnitude[i], band.radius[i]);
            band.magnitude[i] = Outward.product(Outward.product(band.magnitude[i], tau.hi), 1 + 0x1p-40);
            if (!(band.magnitude[i] < 0x1p1000)) {
                band.radius[i] = Double.POSITIVE_INFINITY;
                band.magnitude[i] = 0;
            }
        }
    }

    private double radius(double magnitude, double e) {
        if (magnitude == 0 && e == 0) {
            return 0;
        }
        double t = Outward.product(tau.hi, 1 + 0x1p-50);
        double relative = powerOfTwo ? 0 : Outward.sum(error, TwofoldNumber.MULTIPLY);
        return Outward.sum(
                Outward.product(e, t), Outward.product(Outward.product(magnitude, t), relative), 8 * Double.MIN_VALUE);
    }

    private void multiply(double[] hi, double[] lo, int from, int to) {
        if (powerOfTwo) {
            for (int p = from; p < to; p++) {
                hi[p] *= tau.hi;
                lo[p] *= tau.hi;
            }
        } else {
            TwofoldNumber t = new TwofoldNumber();
            for (int p = from; p < to; p++) {
                t.multiply(hi[p], lo[p], tau.hi, tau.lo);
                hi[p] = t.hi;
                lo[p] = t.lo;
            }
        }
    }

    @Override
    public void read(Band band, double[] lo) {
        x.read(band, lo);
        bound(band);
        for (int i = 0; i < band.count; i++) {
            int offset = i * band.columns;
            multiply(band.mid, lo, offset + band.from, offset + band.to);
            if (band.radius[i] == Double.POSITIVE_INFINITY) {
                java.util.Arrays.fill(band.mid, offset + band.from, offset + band.to, 0);
                java.util.Arrays.fill(lo, offset + band.from, offset + band.to, 0);
            }
        }
    }

    @Override
    public Twofold all() {
        Twofold s = x.all();
        double[] hi = s.head.mid.clone();
        double[] lo = s.tail == null ? new double[hi.length] : s.tail.clone();
        double[] radius = new double[hi.length];
        multiply(hi, lo, 0, hi.length);
        for (int p = 0; p < hi.length; p++) {
            boolean exact = powerOfTwo && hi[p] / tau.hi == s.head.mid[p] && lo[p] / tau.hi == s.lo(p);
            radius[p] = exact && s.head.radius(p) == 0
                    ? 0
                    : radius(Math.abs(s.head.mid[p]) * (1 + 0x1p-50), s.head.radius(p));
        }
        return Twofold.settled(s.rows(), s.columns(), hi, lo, radius);
    }
}
