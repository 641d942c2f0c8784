package org.fiducial.operator.scatterbrain;

import java.util.List;
import java.util.Locale;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;

/**
 * Random features of the kernel exp(x.y), sheet scatterbrain (D2), without their factor F^(-1/2): the estimate (D3) divides by the number F
 * of features once, which is the same number and needs no root.
 *
 * <p>Shapes: vectors x [n, d], projections [M, d], half squared norms |x|^2 / 2 [n, 1], features [n, F].
 */
public enum FeatureMap {
    /** exp(w.x - |x|^2 / 2), F = M: Performer's positive features. */
    PLUS,
    /** exp(w.x - |x|^2 / 2) and exp(-w.x - |x|^2 / 2), F = 2M: the official default. */
    HYPERBOLIC,
    /** exp(|x|^2 / 2) times sin(w.x) and cos(w.x), 2M features of which pairs are averaged over M: a baseline, not positive. */
    TRIGONOMETRIC;

    /** The name in the sheet and on the command line: plus, hyp or trig. */
    public String word() {
        return switch (this) {
            case PLUS -> "plus";
            case HYPERBOLIC -> "hyp";
            case TRIGONOMETRIC -> "trig";
        };
    }

    /**
     * The map of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FeatureMap named(String word) {
        for (FeatureMap map : values()) {
            if (map.word().equals(word.toLowerCase(Locale.ROOT))) {
                return map;
            }
        }
        throw new IllegalArgumentException("features '" + word + "', expected plus, hyp or trig");
    }

    /** Number of features for M projections. */
    public int features(int projections) {
        return this == PLUS ? projections : 2 * projections;
    }

    /** What the product of two feature rows is divided by to give the estimate (D3): F, or M for the trigonometric pairs. */
    public int divisor(int projections) {
        return this == HYPERBOLIC ? 2 * projections : projections;
    }

    /** Half the squared norm of each row, [n, 1]. */
    public static <T> T halfSquaredNorms(Ring<T> a, T x) {
        return a.scale(a.rowSums(a.multiply(x, x)), Scale.of(0.5));
    }

    /**
     * The exponents +-w_r.x - |x|^2 / 2 of the positive features.
     *
     * @param inner w_r.x, [n, M]
     * @throws IllegalArgumentException for trigonometric features, which have none
     */
    public <T> T exponents(Ring<T> a, T inner, T halfNorms) {
        T plus = a.subtract(inner, halfNorms);
        return switch (this) {
            case PLUS -> plus;
            case HYPERBOLIC -> a.concatenateColumns(List.of(plus, a.subtract(a.negate(inner), halfNorms)));
            case TRIGONOMETRIC -> throw new IllegalArgumentException("trigonometric features are no exponentials");
        };
    }

    /** The positive features of x; with half norms of one's own, such as integer ones. */
    public <T> T features(ExponentialField<T> a, T x, T projections, T halfNorms) {
        return a.exp(exponents(a, a.matmul(x, a.transpose(projections)), halfNorms));
    }

    /** The features of x, any map. */
    public <T> T features(OrderedReals<T> a, T x, T projections) {
        T halfNorms = halfSquaredNorms(a, x);
        if (this != TRIGONOMETRIC) {
            return features(a, x, projections, halfNorms);
        }
        T inner = a.matmul(x, a.transpose(projections));
        return a.multiply(a.concatenateColumns(List.of(a.sin(inner), a.cos(inner))), a.exp(halfNorms));
    }

    /** The vectors along which feature r's exponent grows, [F, d]: w_r, and -w_r for the second half of hyperbolic features. */
    public <T> T directions(Ring<T> a, T projections) {
        return switch (this) {
            case PLUS -> projections;
            case HYPERBOLIC -> a.concatenateRows(List.of(projections, a.negate(projections)));
            case TRIGONOMETRIC -> throw new IllegalArgumentException("trigonometric features are no exponentials");
        };
    }
}
