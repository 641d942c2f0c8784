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
 * Enclosures with binary64 midpoints, computed by ordinary matrix products. A value that overflows, and a literal that is not finite, becomes
 * an element about which nothing is known: midpoint 0, infinite radius; an exact zero times such an element is an exact zero.
 *
 * <p>Products, their scalings and sums with biases are deferred, see {@link Block}. Instances may be shared by threads.
 */
public final class Binary64Blocks implements Enclosing<Block> {
    private final MatrixProduct provider;
    private final @Nullable FusedAttention device;

    /** The engine with products in pure Java. */
    public Binary64Blocks() {
        this(new JavaProduct());
    }

    public Binary64Blocks(MatrixProduct provider) {
        this(provider, null);
    }

    /** @param device computes products of a softmax of scaled products with values where it can, or null */
    public Binary64Blocks(MatrixProduct provider, @Nullable FusedAttention device) {
        this.provider = provider;
        this.device = device;
    }

    /** The engine with everything that this machine offers: a device, if one is present. */
    public static Binary64Blocks ofThisMachine() {
        return new Binary64Blocks(new JavaProduct(), FusedAttention.present().orElse(null));
    }

    @Override
    public String name() {
        return "binary64 blocks, products by " + provider.name() + (device == null ? "" : " and " + device.name());
    }

    @Override
    public int rows(Block x) {
        return x.rows();
    }

    @Override
    public int columns(Block x) {
        return x.columns();
    }

    @Override
    public Block literal(Matrix values) {
        return Block.of(Stored.literal(values));
    }

    @Override
    public Block constant(int rows, int columns, Dyadic x) {
        double m = x.toDouble();
        double r = Double.isFinite(m) ? x.subtract(Dyadic.of(m)).abs().toDouble(Rounding.UPWARD) : 0;
        double[] mid = new double[Math.multiplyExact(rows, columns)];
        double[] radius = new double[mid.length];
        java.util.Arrays.fill(mid, m);
        java.util.Arrays.fill(radius, r);
        return Block.of(Stored.settled(rows, columns, mid, radius));
    }

    @Override
    public Block add(Block x, Block y) {
        if (y.rows() == x.rows() && y.columns() == x.columns()) {
            if (x.isDeferredProduct()) {
                return Block.of(new SumRows(x.bands(), y.plain()));
            }
            if (y.isDeferredProduct()) {
                return Block.of(new SumRows(y.bands(), x.plain()));
            }
        }
        return map(x, y, Elementwise::add);
    }

    @Override
    public Block subtract(Block x, Block y) {
        return map(x, y, Elementwise::subtract);
    }

    @Override
    public Block multiply(Block x, Block y) {
        return map(x, y, Elementwise::multiply);
    }

    @Override
    public Block divide(Block x, Block y) {
        return map(x, y, Elementwise::divide);
    }

    private static Block map(Block x, Block y, Elementwise.Two f) {
        return Block.of(Elementwise.map(x.plain(), y.plain(), f));
    }

    private static Block map(Block x, Elementwise.One f) {
        return Block.of(Elementwise.map(x.plain(), f));
    }

    @Override
    public Block negate(Block x) {
        Stored s = x.plain();
        double[] mid = new double[s.mid.length];
        for (int p = 0; p < mid.length; p++) {
            mid[p] = -s.mid[p];
        }
        return Block.of(new Stored(s.rows, s.columns, mid, s.radius));
    }

    @Override
    public Block matmul(Block x, Block y) {
        if (x.columns() != y.rows()) {
            throw new IllegalArgumentException("product of " + x.rows() + " x " + x.columns() + " and " + y.rows()
                    + " x " + y.columns() + ", expected " + x.columns() + " rows");
        }
        SoftmaxRows weights = x.softmax();
        if (weights == null) {
            return Block.of(new ProductRows(x.plain(), y.base(), y.isTransposed(), provider));
        }
        Stored fused = device == null ? null : FusedSoftmax.times(weights, y.plain(), device);
        return Block.of(fused != null ? fused : weights.times(y.plain()));
    }

    @Override
    public Block transpose(Block x) {
        return x.transpose();
    }

    @Override
    public Block scale(Block x, Scale tau) {
        ScaledRows scaled = new ScaledRows(x.bands(), tau);
        return x.isDeferredProduct() ? Block.of(scaled) : Block.of(scaled.all());
    }

    @Override
    public Block rowSums(Block x) {
        return Block.of(Reductions.rowSums(x.plain()));
    }

    @Override
    public Block gatherRows(Block x, int[] rows) {
        return Block.of(Reductions.gatherRows(x.plain(), rows));
    }

    @Override
    public Block concatenateRows(List<Block> parts) {
        return Block.of(
                Reductions.concatenateRows(parts.stream().map(Block::plain).toList()));
    }

    @Override
    public Block columns(Block x, int first, int end) {
        return Block.of(Reductions.columns(x.plain(), first, end));
    }

    @Override
    public Block keep(Block x, AllowedKeys allowed) {
        return Block.of(Reductions.mapAllowed(x.plain(), allowed, (out, m, r) -> {
            out.mid = m;
            out.radius = r;
        }));
    }

    @Override
    public Block exp(Block x) {
        return map(x, Elementwise::exp);
    }

    @Override
    public Block exp(Block logits, AllowedKeys allowed) {
        return Block.of(Reductions.exp(logits.plain(), allowed));
    }

    @Override
    public Block normalise(Block x, Block normalisers, AllowedKeys allowed) {
        return Block.of(Reductions.normalise(x.plain(), normalisers.plain(), allowed));
    }

    @Override
    public Block softmaxRows(Block logits, AllowedKeys allowed) {
        checkShape(logits, allowed);
        return Block.of(new SoftmaxRows(logits.bands(), allowed, provider));
    }

    @Override
    public Block logSumExpRows(Block logits, AllowedKeys allowed) {
        checkShape(logits, allowed);
        return Block.of(SoftmaxRows.logSumExp(logits.bands(), allowed));
    }

    private static void checkShape(Block x, AllowedKeys allowed) {
        Reductions.checkShape(x.rows(), x.columns(), allowed);
    }

    @Override
    public Block log(Block x) {
        return map(x, Elementwise::log);
    }

    @Override
    public Block sqrt(Block x) {
        return map(x, Elementwise::sqrt);
    }

    @Override
    public Block tanh(Block x) {
        return map(x, Elementwise::tanh);
    }

    @Override
    public Block erf(Block x) {
        return map(x, Elementwise::erf);
    }

    @Override
    public Block sin(Block x) {
        return map(x, Elementwise::sin);
    }

    @Override
    public Block cos(Block x) {
        return map(x, Elementwise::cos);
    }

    @Override
    public Block abs(Block x) {
        return map(x, Elementwise::abs);
    }

    @Override
    public Block max(Block x, Block y) {
        return map(x, y, Elementwise::max);
    }

    @Override
    public Block rowMax(Block x, AllowedKeys allowed) {
        checkShape(x, allowed);
        return Block.of(Reductions.rowMax(x.plain(), allowed));
    }

    @Override
    public Truth less(Block x, Block y, int i, int j) {
        double gap = y.mid(i, j) - x.mid(i, j);
        double doubt = Outward.sum(x.radius(i, j), y.radius(i, j));
        // The computed gap errs by half an ulp, so a neighbour of it bounds the exact one.
        if (doubt == 0) {
            return y.mid(i, j) > x.mid(i, j) ? Truth.TRUE : Truth.FALSE;
        }
        if (Math.nextDown(gap) > doubt) {
            return Truth.TRUE;
        }
        return -Math.nextUp(gap) >= doubt ? Truth.FALSE : Truth.UNDECIDED;
    }

    /** @throws ArithmeticException if nothing is known about the element */
    @Override
    public Enclosure enclosure(Block x, int i, int j) {
        double r = x.radius(i, j);
        if (r == Double.POSITIVE_INFINITY) {
            throw new ArithmeticException(
                    "element (" + i + ", " + j + ") has no finite bound in binary64: it overflows or is not finite");
        }
        return new Enclosure(Dyadic.of(x.mid(i, j)), Dyadic.of(r));
    }

    /** All elements; one about which nothing is known has midpoint 0 and an infinite radius. */
    @Override
    public Enclosures enclosures(Block x) {
        Stored s = x.plain();
        return new Enclosures(s.rows, s.columns, s.mid, s.radius == null ? new double[s.mid.length] : s.radius);
    }
}
