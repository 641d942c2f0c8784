package org.fiducial.arithmetic.block;

import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/** A matrix of enclosures whose midpoints are unevaluated sums of two binary64 numbers; deferred as {@link Block} is. Immutable. */
public final class SlicedBlock {
    private final int rows;
    private final int columns;
    private final boolean transposed;
    private final @Nullable TwofoldRows deferred;
    private @Nullable Twofold stored;

    private SlicedBlock(
            int rows, int columns, boolean transposed, @Nullable Twofold stored, @Nullable TwofoldRows deferred) {
        this.rows = rows;
        this.columns = columns;
        this.transposed = transposed;
        this.stored = stored;
        this.deferred = deferred;
    }

    static SlicedBlock of(Twofold s) {
        return new SlicedBlock(s.rows(), s.columns(), false, s, null);
    }

    static SlicedBlock of(TwofoldRows d) {
        return new SlicedBlock(d.rows(), d.columns(), false, null, d);
    }

    SlicedBlock transpose() {
        return new SlicedBlock(columns, rows, !transposed, base(), null);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The midpoint of an element, exactly. */
    public Dyadic mid(int i, int j) {
        int p = index(i, j);
        return Dyadic.of(base().head.mid[p]).add(Dyadic.of(base().lo(p)));
    }

    /** The radius of an element; infinite if nothing is known about it. */
    public double radius(int i, int j) {
        return base().head.radius(index(i, j));
    }

    private int index(int i, int j) {
        if (i < 0 || i >= rows || j < 0 || j >= columns) {
            throw new IndexOutOfBoundsException("element (" + i + ", " + j + ") of " + rows + " x " + columns);
        }
        return transposed ? j * rows + i : i * columns + j;
    }

    synchronized Twofold base() {
        if (stored == null) {
            stored = java.util.Objects.requireNonNull(deferred).all();
        }
        return stored;
    }

    boolean isTransposed() {
        return transposed;
    }

    Twofold plain() {
        return transposed ? base().transpose() : base();
    }

    TwofoldRows.Banded bands() {
        return deferred instanceof TwofoldRows.Banded r ? r : new TwofoldRows.Of(plain());
    }

    boolean isDeferredProduct() {
        return deferred instanceof TwofoldRows.Banded;
    }

    @Nullable
    TwofoldSoftmaxRows softmax() {
        return deferred instanceof TwofoldSoftmaxRows s ? s : null;
    }
}
