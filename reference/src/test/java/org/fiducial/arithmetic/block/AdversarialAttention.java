package org.fiducial.arithmetic.block;

import java.math.BigDecimal;
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

    private static final long DIGITS = 50;
    private static final Apfloat ONE = new Apfloat(1, DIGITS);

    /** How far one sum, one product, one argument of an exponential, and an exponential may be off; and below which argument it is cut. */
    private record Errors(Apfloat sum, Apfloat product, Apfloat exponential, double floor) {
        static final Errors BINARY64 = new Errors(of(0x1p-53), of(0x1p-53), of(Exponential.ERROR), Exponential.FLOOR);
        static final Errors PAIRS = new Errors(
                of(TwofoldNumber.ADD),
                of(TwofoldNumber.MULTIPLY),
                of(TwofoldExponential.ERROR),
                TwofoldExponential.FLOOR);
    }

    private final Strategy strategy;
    private Errors errors = Errors.BINARY64;

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
        // Through BigDecimal, which is exact; Apfloat's own conversion of a double is not.
        return new Apfloat(new BigDecimal(x), DIGITS);
    }

    private static Apfloat off(Apfloat x, int direction, Apfloat by) {
        return x.multiply(direction > 0 ? ONE.add(by) : ONE.subtract(by));
    }

    @Override
    public Output attend(Head h) {
        errors = Errors.BINARY64;
        Apfloat[] out = new Apfloat[h.rows() * h.valueWidth()];
        int[] raised = all(h, of(h.tau()), out);
        double[] nearest = new double[out.length];
        for (int e = 0; e < out.length; e++) {
            nearest[e] = out[e].doubleValue();
        }
        return new Output(nearest, raised);
    }

    @Override
    public Optional<Pairs> attendInPairs(Head h, double tauLow, double[] constants) {
        errors = Errors.PAIRS;
        Apfloat[] out = new Apfloat[h.rows() * h.valueWidth()];
        int[] raised = all(h, of(h.tau()).add(of(tauLow)), out);
        double[] high = new double[out.length];
        double[] low = new double[out.length];
        for (int e = 0; e < out.length; e++) {
            high[e] = out[e].doubleValue();
            low[e] = out[e].subtract(of(high[e])).doubleValue();
        }
        return Optional.of(new Pairs(high, low, raised));
    }

    private int[] all(Head h, Apfloat tau, Apfloat[] out) {
        int[] raised = new int[h.rows()];
        for (int i = 0; i < h.rows(); i++) {
            for (int c = 0; c < h.valueWidth(); c++) {
                raised[i] = element(h, tau, i, c, out);
            }
        }
        return raised;
    }

    /** One element; each has its own adversary. */
    private int element(Head h, Apfloat tau, int i, int column, Apfloat[] out) {
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
                s[j - begin] = logit(h, tau, i, j, strategy.weight(h.value()[j * h.valueWidth() + column]));
                now = now == null || s[j - begin].compareTo(now) > 0 ? s[j - begin] : now;
            }
            if (top != null && now != null && now.compareTo(top) > 0) {
                // The factor's own error is common to both sums; each multiplication rounds by itself.
                Apfloat factor = exponential(top.subtract(now), 1);
                products = off(products.multiply(factor), strategy.product(1), errors.product);
                weights = off(weights.multiply(factor), strategy.normaliser(1), errors.product);
                raised++;
            }
            top = now;
            Apfloat tileProducts = of(0);
            Apfloat tileWeights = of(0);
            for (int j = begin; j < end && top != null; j++) {
                double v = h.value()[j * h.valueWidth() + column];
                Apfloat w = exponential(s[j - begin].subtract(top), strategy.weight(v));
                tileProducts = off(tileProducts.add(w.multiply(of(v))), strategy.product(v), errors.sum);
                // As many roundings as the contract allows, spread over the terms by a tree; here all on every term.
                Apfloat term = w;
                for (int r = 0; r < WEIGHT_ROUNDINGS; r++) {
                    term = off(term, strategy.normaliser(v), errors.sum);
                }
                tileWeights = tileWeights.add(term);
            }
            products = off(products.add(tileProducts), strategy.product(1), errors.sum);
            weights = off(weights.add(tileWeights), strategy.normaliser(1), errors.sum);
        }
        out[i * h.valueWidth() + column] = top == null ? of(0) : products.divide(weights);
        return raised;
    }

    private Apfloat logit(Head h, Apfloat tau, int i, int j, int direction) {
        Apfloat sum = of(0);
        for (int l = 0; l < h.width(); l++) {
            Apfloat term = of(h.query()[i * h.width() + l]).multiply(of(h.key()[j * h.width() + l]));
            // All terms through all roundings, each away from zero or towards it as makes the logit larger or smaller.
            int away = term.signum() * direction;
            for (int r = 0; r < h.width(); r++) {
                term = off(term, away, errors.sum);
            }
            sum = sum.add(term);
        }
        Apfloat s = sum.multiply(tau);
        return off(s, s.signum() * direction, errors.product);
    }

    private Apfloat exponential(Apfloat x, int direction) {
        if (x.signum() == 0) {
            return ONE;
        }
        Apfloat rounded = off(x, -direction, errors.sum);
        Apfloat floored = rounded.compareTo(of(errors.floor)) < 0 ? of(errors.floor) : rounded;
        return off(ApfloatMath.exp(floored), direction, errors.exponential);
    }
}
