package org.fiducial.arithmetic.block;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Enclosures whose midpoints are sums of two binary64 numbers. Matrix products are cut into slices whose products are exact in binary64 (Ozaki's
 * scheme), so the inner loops stay ordinary ones; the exponential is that of pairs. Rows and columns whose largest element is not between 2^-300
 * and 2^300, and values that overflow, become elements about which nothing is known. Sine, cosine, the error function, and tanh below 1/2 have
 * the radii of binary64.
 */
public final class SlicedBlocks implements Enclosing<SlicedBlock> {
    private final MatrixProduct provider;
    private final @Nullable FusedAttention device;

    /** The engine with products in pure Java. */
    public SlicedBlocks() {
        this(new JavaProduct());
    }

    public SlicedBlocks(MatrixProduct provider) {
        this(provider, null);
    }

    /** @param device computes products of a softmax of scaled products with values where it can, or null */
    public SlicedBlocks(MatrixProduct provider, @Nullable FusedAttention device) {
        this.provider = provider;
        this.device = device;
    }

    /** The engine with everything that this machine offers: a device, if one is present. */
    public static SlicedBlocks ofThisMachine() {
        return new SlicedBlocks(new JavaProduct(), FusedAttention.present().orElse(null));
    }

    @Override
    public String name() {
        return "pairs of binary64 by slices, products by " + provider.name()
                + (device == null ? "" : " and " + device.name());
    }

    @Override
    public int rows(SlicedBlock x) {
        return x.rows();
    }

    @Override
    public int columns(SlicedBlock x) {
        return x.columns();
    }

    @Override
    public SlicedBlock literal(Matrix values) {
        return SlicedBlock.of(new Twofold(Stored.literal(values), null));
    }

    @Override
    public SlicedBlock constant(int rows, int columns, Dyadic x) {
        double h = x.toDouble();
        boolean finite = Double.isFinite(h);
        double l = finite ? x.subtract(Dyadic.of(h)).toDouble() : 0;
        double r =
                finite ? x.subtract(Dyadic.of(h)).subtract(Dyadic.of(l)).abs().toDouble(Rounding.UPWARD) : 0;
        double[] hi = new double[Math.multiplyExact(rows, columns)];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        java.util.Arrays.fill(hi, h);
        java.util.Arrays.fill(lo, l);
        java.util.Arrays.fill(radius, r);
        return SlicedBlock.of(Twofold.settled(rows, columns, hi, lo, radius));
    }

    @Override
    public SlicedBlock add(SlicedBlock x, SlicedBlock y) {
        if (y.rows() == x.rows() && y.columns() == x.columns()) {
            if (x.isDeferredProduct()) {
                return SlicedBlock.of(new TwofoldSumRows(x.bands(), y.plain()));
            }
            if (y.isDeferredProduct()) {
                return SlicedBlock.of(new TwofoldSumRows(y.bands(), x.plain()));
            }
        }
        return map(x, y, TwofoldElementwise::add);
    }

    @Override
    public SlicedBlock subtract(SlicedBlock x, SlicedBlock y) {
        return map(x, y, TwofoldElementwise::subtract);
    }

    @Override
    public SlicedBlock multiply(SlicedBlock x, SlicedBlock y) {
        return map(x, y, TwofoldElementwise::multiply);
    }

    @Override
    public SlicedBlock divide(SlicedBlock x, SlicedBlock y) {
        return map(x, y, TwofoldElementwise::divide);
    }

    private static SlicedBlock map(SlicedBlock x, SlicedBlock y, TwofoldElementwise.Two f) {
        return SlicedBlock.of(TwofoldElementwise.map(x.plain(), y.plain(), f));
    }

    private static SlicedBlock map(SlicedBlock x, TwofoldElementwise.One f) {
        return SlicedBlock.of(TwofoldElementwise.map(x.plain(), f));
    }

    @Override
    public SlicedBlock negate(SlicedBlock x) {
        return SlicedBlock.of(TwofoldElementwise.map(x.plain(), (out, h, l, r) -> out.same(-h, -l, r)));
    }

    @Override
    public SlicedBlock matmul(SlicedBlock x, SlicedBlock y) {
        if (x.columns() != y.rows()) {
            throw new IllegalArgumentException("product of " + x.rows() + " x " + x.columns() + " and " + y.rows()
                    + " x " + y.columns() + ", expected " + x.columns() + " rows");
        }
        TwofoldSoftmaxRows weights = x.softmax();
        if (weights == null) {
            return SlicedBlock.of(new SlicedProductRows(x.plain(), y.base(), y.isTransposed(), provider));
        }
        Twofold fused = device == null ? null : FusedPairs.times(weights, y.plain(), device);
        return SlicedBlock.of(fused != null ? fused : weights.times(y.plain()));
    }

    @Override
    public SlicedBlock transpose(SlicedBlock x) {
        return x.transpose();
    }

    @Override
    public SlicedBlock scale(SlicedBlock x, Scale tau) {
        TwofoldScaledRows scaled = new TwofoldScaledRows(x.bands(), tau);
        return x.isDeferredProduct() ? SlicedBlock.of(scaled) : SlicedBlock.of(scaled.all());
    }

    @Override
    public SlicedBlock rowSums(SlicedBlock x) {
        return SlicedBlock.of(TwofoldReductions.rowSums(x.plain()));
    }

    @Override
    public SlicedBlock gatherRows(SlicedBlock x, int[] rows) {
        return SlicedBlock.of(TwofoldReductions.rearrange(x.plain(), s -> Reductions.gatherRows(s, rows)));
    }

    @Override
    public SlicedBlock concatenateRows(List<SlicedBlock> parts) {
        return SlicedBlock.of(TwofoldReductions.concatenateRows(
                parts.stream().map(SlicedBlock::plain).toList()));
    }

    @Override
    public SlicedBlock columns(SlicedBlock x, int first, int end) {
        return SlicedBlock.of(TwofoldReductions.rearrange(x.plain(), s -> Reductions.columns(s, first, end)));
    }

    @Override
    public SlicedBlock keep(SlicedBlock x, AllowedKeys allowed) {
        return SlicedBlock.of(TwofoldReductions.mapAllowed(x.plain(), allowed, TwofoldElementwise::same));
    }

    @Override
    public SlicedBlock exp(SlicedBlock x) {
        return map(x, TwofoldElementwise::exp);
    }

    @Override
    public SlicedBlock exp(SlicedBlock logits, AllowedKeys allowed) {
        return SlicedBlock.of(TwofoldReductions.mapAllowed(logits.plain(), allowed, TwofoldElementwise::exp));
    }

    @Override
    public SlicedBlock normalise(SlicedBlock x, SlicedBlock normalisers, AllowedKeys allowed) {
        return SlicedBlock.of(TwofoldReductions.normalise(x.plain(), normalisers.plain(), allowed));
    }

    @Override
    public SlicedBlock softmaxRows(SlicedBlock logits, AllowedKeys allowed) {
        checkShape(logits, allowed);
        return SlicedBlock.of(new TwofoldSoftmaxRows(logits.bands(), allowed, provider));
    }

    @Override
    public SlicedBlock logSumExpRows(SlicedBlock logits, AllowedKeys allowed) {
        checkShape(logits, allowed);
        return SlicedBlock.of(TwofoldSoftmaxRows.logSumExp(logits.bands(), allowed));
    }

    private static void checkShape(SlicedBlock x, AllowedKeys allowed) {
        Reductions.checkShape(x.rows(), x.columns(), allowed);
    }

    @Override
    public SlicedBlock log(SlicedBlock x) {
        return map(x, TwofoldElementwise::log);
    }

    @Override
    public SlicedBlock sqrt(SlicedBlock x) {
        return map(x, TwofoldElementwise::sqrt);
    }

    @Override
    public SlicedBlock tanh(SlicedBlock x) {
        return map(x, TwofoldElementwise::tanh);
    }

    @Override
    public SlicedBlock erf(SlicedBlock x) {
        return map(x, TwofoldElementwise::erf);
    }

    @Override
    public SlicedBlock sin(SlicedBlock x) {
        return map(x, TwofoldElementwise::sin);
    }

    @Override
    public SlicedBlock cos(SlicedBlock x) {
        return map(x, TwofoldElementwise::cos);
    }

    @Override
    public SlicedBlock abs(SlicedBlock x) {
        return map(x, TwofoldElementwise::abs);
    }

    @Override
    public SlicedBlock max(SlicedBlock x, SlicedBlock y) {
        return map(x, y, TwofoldElementwise::max);
    }

    @Override
    public SlicedBlock rowMax(SlicedBlock x, AllowedKeys allowed) {
        checkShape(x, allowed);
        return SlicedBlock.of(TwofoldReductions.rowMax(x.plain(), allowed));
    }

    @Override
    public Truth less(SlicedBlock x, SlicedBlock y, int i, int j) {
        Twofold a = x.plain();
        Twofold b = y.plain();
        int p = i * x.columns() + j;
        int q = i * y.columns() + j;
        double doubt = Outward.sum(a.head.radius(p), b.head.radius(q));
        if (doubt == Double.POSITIVE_INFINITY) {
            return Truth.UNDECIDED;
        }
        Dyadic gap = y.mid(i, j).subtract(x.mid(i, j));
        if (gap.compareTo(Dyadic.of(doubt)) > 0) {
            return Truth.TRUE;
        }
        return gap.negate().compareTo(Dyadic.of(doubt)) >= 0 ? Truth.FALSE : Truth.UNDECIDED;
    }

    /** @throws ArithmeticException if nothing is known about the element */
    @Override
    public Enclosure enclosure(SlicedBlock x, int i, int j) {
        double r = x.radius(i, j);
        if (r == Double.POSITIVE_INFINITY) {
            throw new ArithmeticException("element (" + i + ", " + j
                    + ") has no finite bound in pairs of binary64: its size is out of range, or it is not finite");
        }
        return new Enclosure(x.mid(i, j), Dyadic.of(r));
    }

    /** All elements, rounded to binary64; one about which nothing is known has midpoint 0 and an infinite radius. */
    @Override
    public Enclosures enclosures(SlicedBlock x) {
        Twofold s = x.plain();
        double[] radius = new double[s.head.mid.length];
        for (int p = 0; p < radius.length; p++) {
            radius[p] = Outward.sum(s.head.radius(p), Math.abs(s.lo(p)));
        }
        return new Enclosures(s.rows(), s.columns(), s.head.mid, radius);
    }
}
