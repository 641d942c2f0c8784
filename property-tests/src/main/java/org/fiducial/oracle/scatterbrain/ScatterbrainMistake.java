package org.fiducial.oracle.scatterbrain;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.tensor.Matrix;

/** Catalogued mistakes of Scatterbrain implementations. */
enum ScatterbrainMistake implements NamedMistake {
    NONE(""),
    LOW_RANK_NOT_SUBTRACTED("pairs of the support get the exact entry added to the estimate, not in its place"),
    SPARSE_ALONE("pairs outside the support get nothing"),
    LOW_RANK_ALONE("the support is ignored"),
    COUNTED_PER_TABLE("a pair that several tables find is corrected once for each"),
    UNSCALED_FEATURES("queries and keys are not scaled before the features"),
    FULL_SCALE_IN_FEATURES("the features see tau q and tau k, not sqrt(tau) of them"),
    KEY_NORM_MISSING("the keys' features lack exp(-|y|^2 / 2)"),
    FEATURES_NOT_AVERAGED("the sum over features is not divided by their number"),
    HALF_THE_FEATURES_COUNTED("hyperbolic features are divided by M, not by 2 M"),
    FEATURES_TIMES_1_01("features are 1.01 times too large"),
    NORMALISED_BY_ESTIMATES("the normaliser sums the estimates without the correction"),
    CAUSAL_IN_THE_SUPPORT_ONLY("the low-rank part sees masked keys");

    private final String description;

    ScatterbrainMistake(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String label() {
        return NamedMistake.super.label().replace("1-01", "1.01");
    }

    /** The mistakes alone: all but {@link #NONE}. */
    static ScatterbrainMistake[] catalogued() {
        return Arrays.copyOfRange(values(), 1, values().length);
    }

    /** Whether the backward pass of the same mistake is evaluated: where its entries are those of some features and support. */
    boolean hasGradient() {
        return switch (this) {
            case LOW_RANK_ALONE, UNSCALED_FEATURES, FULL_SCALE_IN_FEATURES, KEY_NORM_MISSING -> true;
            default -> false;
        };
    }

    /** The mistaken estimates. */
    <T> T scaled(Ring<T> a, T estimates, int divisor) {
        return switch (this) {
            case FEATURES_NOT_AVERAGED -> a.scale(estimates, Scale.of(divisor));
            case HALF_THE_FEATURES_COUNTED -> a.scale(estimates, Scale.of(2));
            case FEATURES_TIMES_1_01 -> a.scale(estimates, Scale.of(1.01 * 1.01));
            default -> estimates;
        };
    }

    /** The mistaken entries. */
    <T> T unnormalised(ExponentialField<T> a, T logits, T estimates, SparseSupport s, Matrix times) {
        return switch (this) {
            case LOW_RANK_NOT_SUBTRACTED -> a.add(a.exp(logits, s.support()), a.keep(estimates, s.allowed()));
            case SPARSE_ALONE -> a.exp(logits, s.support());
            case LOW_RANK_ALONE -> a.keep(estimates, s.allowed());
            case COUNTED_PER_TABLE ->
                ScatterbrainAttention.controlVariate(a, logits, estimates, a.literal(times), s.allowed());
            case CAUSAL_IN_THE_SUPPORT_ONLY ->
                a.add(a.exp(logits, s.support()), a.keep(estimates, outside(s.support())));
            default -> ScatterbrainAttention.unnormalised(a, logits, estimates, s);
        };
    }

    /** Every key that is not in the support. */
    private static AllowedKeys outside(AllowedKeys support) {
        java.util.BitSet[] in = new java.util.BitSet[support.queries()];
        for (int i = 0; i < in.length; i++) {
            in[i] = new java.util.BitSet();
            for (int j = 0; j < support.keys(); j++) {
                in[i].set(j, support.allows(i, j));
            }
        }
        return AllowedKeys.all(support.queries(), support.keys()).without(in);
    }

    /** The tables that find each pair, as many as one where a kind of support has no tables. */
    static Matrix once(SparseSupport s) {
        int n = s.support().queries();
        int m = s.support().keys();
        double[] t = new double[n * m];
        for (int e = 0; e < t.length; e++) {
            t[e] = s.support().allows(e / m, e % m) ? Dyadic.ONE.toDouble() : 0;
        }
        return new Matrix(n, m, t);
    }
}
