package org.fiducial.arithmetic.block;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/**
 * A device that uses up what {@link FusedAttention} allows: every operation is exact and then off by a whole unit roundoff, every exponential
 * by its whole error, in directions that a strategy chooses.
 */
final class AdversarialAttention implements FusedAttention {
    /** Which way things err: each +1 or -1. */
    interface Strategy {
        /** Of the logit, the exponential and the rescaling of a key whose value is x. */
        int weight(double x);

        /** Of the sums of products, term by term. */
        int product(double x);

        /** Of the sums of weights. */
        int normaliser(double x);
    }

    private static final long DIGITS = 45;
    private static final Apfloat ONE = new Apfloat(1, DIGITS);
    private static final Apfloat U = new Apfloat(0x1p-53, DIGITS);
    private static final Apfloat E = new Apfloat(Exponential.ERROR, DIGITS);

    private final Strategy strategy;

    AdversarialAttention(Strategy strategy) {
        this.strategy = strategy;
    }

    /** Directions drawn one after another. */
    static Strategy drawn(IntSupplier coin) {
        return new Strategy() {
            @Override
            public int weight(double x) {
                return coin.getAsInt();
            }

            @Override
            public int product(double x) {
                return coin.getAsInt();
            }

            @Override
            public int normaliser(double x) {
                return coin.getAsInt();
            }
        };
    }

    @Override
    public String name() {
        return "an adversary";
    }

    @Override
    public Optional<String> absence() {
        return Optional.empty();
    }

    @Override
    public int maxWidth() {
        return 64;
    }

    private static Apfloat of(double x) {
        return new Apfloat(x, DIGITS);
    }

    private static Apfloat off(Apfloat x, int direction, Apfloat by) {
        return x.multiply(direction > 0 ? ONE.add(by) : ONE.subtract(by));
    }

    @Override
    public Output attend(Head h) {
        double[] out = new double[h.rows() * h.valueWidth()];
        int[] raised = new int[h.rows()];
        for (int i = 0; i < h.rows(); i++) {
            for (int c = 0; c < h.valueWidth(); c++) {
                raised[i] = element(h, i, c, out);
            }
        }
        return new Output(out, raised);
    }

    /** One element; each has its own adversary. */
    private int element(Head h, int i, int column, double[] out) {
        Apfloat top = null;
        Apfloat products = of(0);
        Apfloat weights = of(0);
        int raised = 0;
        for (int tile = h.from()[i] / TILE * TILE; tile < h.to()[i]; tile += TILE) {
            int begin = Math.max(tile, h.from()[i]);
            int end = Math.min(tile + TILE, h.to()[i]);
            Apfloat[] s = new Apfloat[end - begin];
            Apfloat now = top;
            for (int j = begin; j < end; j++) {
                s[j - begin] = logit(h, i, j, strategy.weight(h.value()[j * h.valueWidth() + column]));
                now = now == null || s[j - begin].compareTo(now) > 0 ? s[j - begin] : now;
            }
            if (top != null && now != null && now.compareTo(top) > 0) {
                // The factor's own error is common to both sums; each multiplication rounds by itself.
                Apfloat factor = exponential(top.subtract(now), 1);
                products = off(products.multiply(factor), strategy.product(1), U);
                weights = off(weights.multiply(factor), strategy.normaliser(1), U);
                raised++;
            }
            top = now;
            Apfloat tileProducts = of(0);
            Apfloat tileWeights = of(0);
            for (int j = begin; j < end && top != null; j++) {
                double v = h.value()[j * h.valueWidth() + column];
                Apfloat w = exponential(s[j - begin].subtract(top), strategy.weight(v));
                tileProducts = off(tileProducts.add(w.multiply(of(v))), strategy.product(v), U);
                // As many roundings as the contract allows, spread over the terms by a tree; here all on every term.
                Apfloat term = w;
                for (int r = 0; r < WEIGHT_ROUNDINGS; r++) {
                    term = off(term, strategy.normaliser(v), U);
                }
                tileWeights = tileWeights.add(term);
            }
            products = off(products.add(tileProducts), strategy.product(1), U);
            weights = off(weights.add(tileWeights), strategy.normaliser(1), U);
        }
        out[i * h.valueWidth() + column] =
                top == null ? 0 : products.divide(weights).doubleValue();
        return raised;
    }

    private static Apfloat logit(Head h, int i, int j, int direction) {
        Apfloat sum = of(0);
        for (int l = 0; l < h.width(); l++) {
            Apfloat term = of(h.query()[i * h.width() + l]).multiply(of(h.key()[j * h.width() + l]));
            // All terms through all roundings, each away from zero or towards it as makes the logit larger or smaller.
            int away = term.signum() * direction;
            for (int r = 0; r < h.width(); r++) {
                term = off(term, away, U);
            }
            sum = sum.add(term);
        }
        Apfloat s = sum.multiply(of(h.tau()));
        return off(s, s.signum() * direction, U);
    }

    private static Apfloat exponential(Apfloat x, int direction) {
        if (x.signum() == 0) {
            return ONE;
        }
        Apfloat rounded = off(x, -direction, U);
        Apfloat floored = rounded.compareTo(of(Exponential.FLOOR)) < 0 ? of(Exponential.FLOOR) : rounded;
        return off(ApfloatMath.exp(floored), direction, E);
    }
}
