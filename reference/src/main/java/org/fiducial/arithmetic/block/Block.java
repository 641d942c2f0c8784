package org.fiducial.arithmetic.block;

import org.jspecify.annotations.Nullable;

/**
 * A matrix of enclosures: element (i, j) lies within radius(i, j) of mid(i, j). Products, logits and softmax weights are computed when they
 * are read, so that a softmax reads only allowed logits and its product with values never stores a row of weights; while deferred, their
 * errors have the shape of one bound per row. Immutable.
 */
public final class Block {
    private final int rows;
    private final int columns;
    private final boolean transposed;
    private final @Nullable Deferred deferred;
    private @Nullable Stored stored;

    private Block(int rows, int columns, boolean transposed, @Nullable Stored stored, @Nullable Deferred deferred) {
        this.rows = rows;
        this.columns = columns;
        this.transposed = transposed;
        this.stored = stored;
        this.deferred = deferred;
    }

    static Block of(Stored s) {
        return new Block(s.rows, s.columns, false, s, null);
    }

    static Block of(Deferred d) {
        return new Block(d.rows(), d.columns(), false, null, d);
    }

    /** The transpose, without copying. */
    Block transpose() {
        return new Block(columns, rows, !transposed, base(), null);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The midpoint of an element; always finite. */
    public double mid(int i, int j) {
        return base().mid[index(i, j)];
    }

    /** The radius of an element; infinite if nothing is known about it. */
    public double radius(int i, int j) {
        return base().radius(index(i, j));
    }

    private int index(int i, int j) {
        if (i < 0 || i >= rows || j < 0 || j >= columns) {
            throw new IndexOutOfBoundsException("element (" + i + ", " + j + ") of " + rows + " x " + columns);
        }
        return transposed ? j * rows + i : i * columns + j;
    }

    /** The stored matrix of which this is the transpose or the same, see {@link #isTransposed}. */
    synchronized Stored base() {
        if (stored == null) {
            stored = java.util.Objects.requireNonNull(deferred).all();
        }
        return stored;
    }

    boolean isTransposed() {
        return transposed;
    }

    /** The elements row by row. */
    Stored plain() {
        return transposed ? base().transpose() : base();
    }

    /** This matrix to be read in bands; what has been computed as a whole is not computed again. */
    synchronized Rows bands() {
        return stored == null && deferred instanceof Rows r ? r : new StoredRows(plain());
    }

    /** Whether this is a product, a scaled product or the like that has not been computed as a whole. */
    boolean isDeferredProduct() {
        return deferred instanceof Rows;
    }

    @Nullable
    SoftmaxRows softmax() {
        return deferred instanceof SoftmaxRows s ? s : null;
    }
}
