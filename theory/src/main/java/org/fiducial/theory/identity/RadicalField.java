package org.fiducial.theory.identity;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/**
 * Matrices A + B s with s^2 = a over any field arithmetic: one radical, carried as a pair, so that no residue has to be drawn and both
 * signs of s are covered at once. An identity holds iff it holds for A and for B; the divisor A + B s is divided by through its norm
 * A^2 - a B^2 (claim-kinds, section 1). Take a field of pairs over a field of pairs for two radicals. The radicand must be no square.
 */
public final class RadicalField<T> implements Field<RadicalField.Pair<T>> {
    /** The matrix rational + radical * s. */
    public record Pair<T>(T rational, T radical) {}

    private final Field<T> base;
    private final T radicand;

    /** @param radicand the number a, a 1 x 1 matrix */
    public RadicalField(Field<T> base, T radicand) {
        if (base.rows(radicand) != 1 || base.columns(radicand) != 1) {
            throw new IllegalArgumentException(
                    "radicand " + base.rows(radicand) + " x " + base.columns(radicand) + ", expected a single number");
        }
        this.base = base;
        this.radicand = radicand;
    }

    /** The root s itself. */
    public Pair<T> root() {
        return new Pair<>(base.constant(1, 1, Dyadic.ZERO), base.constant(1, 1, Dyadic.ONE));
    }

    /** A matrix without radical part. */
    public Pair<T> of(T rational) {
        return new Pair<>(rational, zeros(rational));
    }

    /** The two identities over the base field that one identity of pairs amounts to. */
    public List<Identity.Sides<T>> sides(String name, Pair<T> left, Pair<T> right) {
        return List.of(
                new Identity.Sides<>(name + ", rational part", left.rational, right.rational),
                new Identity.Sides<>(name + ", radical part", left.radical, right.radical));
    }

    private T zeros(T like) {
        return base.constant(base.rows(like), base.columns(like), Dyadic.ZERO);
    }

    @Override
    public String name() {
        return base.name() + " with a square root";
    }

    @Override
    public int rows(Pair<T> x) {
        return base.rows(x.rational);
    }

    @Override
    public int columns(Pair<T> x) {
        return base.columns(x.rational);
    }

    @Override
    public Pair<T> literal(Matrix values) {
        return of(base.literal(values));
    }

    @Override
    public Pair<T> constant(int rows, int columns, Dyadic x) {
        return of(base.constant(rows, columns, x));
    }

    @Override
    public Pair<T> add(Pair<T> x, Pair<T> y) {
        return new Pair<>(base.add(x.rational, y.rational), base.add(x.radical, y.radical));
    }

    @Override
    public Pair<T> subtract(Pair<T> x, Pair<T> y) {
        return new Pair<>(base.subtract(x.rational, y.rational), base.subtract(x.radical, y.radical));
    }

    @Override
    public Pair<T> multiply(Pair<T> x, Pair<T> y) {
        return new Pair<>(
                base.add(
                        base.multiply(x.rational, y.rational),
                        base.multiply(base.multiply(x.radical, y.radical), radicand)),
                base.add(base.multiply(x.rational, y.radical), base.multiply(x.radical, y.rational)));
    }

    @Override
    public Pair<T> divide(Pair<T> x, Pair<T> y) {
        T norm = base.subtract(
                base.multiply(y.rational, y.rational), base.multiply(base.multiply(y.radical, y.radical), radicand));
        Pair<T> product = multiply(x, new Pair<>(y.rational, base.negate(y.radical)));
        return new Pair<>(base.divide(product.rational, norm), base.divide(product.radical, norm));
    }

    @Override
    public Pair<T> negate(Pair<T> x) {
        return new Pair<>(base.negate(x.rational), base.negate(x.radical));
    }

    @Override
    public Pair<T> matmul(Pair<T> x, Pair<T> y) {
        return new Pair<>(
                base.add(
                        base.matmul(x.rational, y.rational),
                        base.multiply(base.matmul(x.radical, y.radical), radicand)),
                base.add(base.matmul(x.rational, y.radical), base.matmul(x.radical, y.rational)));
    }

    @Override
    public Pair<T> transpose(Pair<T> x) {
        return new Pair<>(base.transpose(x.rational), base.transpose(x.radical));
    }

    @Override
    public Pair<T> scale(Pair<T> x, Scale tau) {
        return new Pair<>(base.scale(x.rational, tau), base.scale(x.radical, tau));
    }

    @Override
    public Pair<T> rowSums(Pair<T> x) {
        return new Pair<>(base.rowSums(x.rational), base.rowSums(x.radical));
    }

    @Override
    public Pair<T> gatherRows(Pair<T> x, int[] rows) {
        return new Pair<>(base.gatherRows(x.rational, rows), base.gatherRows(x.radical, rows));
    }

    @Override
    public Pair<T> concatenateRows(List<Pair<T>> parts) {
        return new Pair<>(
                base.concatenateRows(parts.stream().map(Pair::rational).toList()),
                base.concatenateRows(parts.stream().map(Pair::radical).toList()));
    }

    @Override
    public Pair<T> keep(Pair<T> x, AllowedKeys allowed) {
        return new Pair<>(base.keep(x.rational, allowed), base.keep(x.radical, allowed));
    }
}
