package org.fiducial.oracle.dsf;

import java.util.EnumSet;
import java.util.Set;
import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of mixers, each with the systems in which it can be made. */
enum MixerMistake implements NamedMistake {
    FUTURE_TOKEN("each token also sees the next one: the causal mask is off by one", attention()),
    OWN_TOKEN_MISSING("each token but the first sees only the tokens before it", attention()),
    NORMALISER_MISSING("the sum is not divided by its normaliser", attention()),
    NORMALISER_OF_THE_TOKEN_BEFORE(
            "the input is divided by the normaliser of the token before, the index misprinted in (D5)",
            EnumSet.of(MixerKind.LINEAR, MixerKind.NORMALISED)),
    NORMALISER_EPSILON("1e-6 is added to the normaliser", EnumSet.of(MixerKind.LINEAR, MixerKind.NORMALISED)),
    NORMALISER_INVERTED("the sum is multiplied by eta", EnumSet.of(MixerKind.NORMALISED)),
    FEATURE_MAP_WITHOUT_ONE("elu instead of 1 + elu", EnumSet.of(MixerKind.LINEAR)),
    SCALE_MISSING("scores are not scaled", EnumSet.of(MixerKind.SOFTMAX, MixerKind.TRUNCATED_SOFTMAX)),
    SCALE_ADDED("queries are scaled by 1/sqrt(m)", EnumSet.of(MixerKind.LINEAR, MixerKind.NORMALISED)),
    ORDER_ONE_LESS("the series ends one term early", EnumSet.of(MixerKind.TRUNCATED_SOFTMAX)),
    STATE_BEFORE_THE_TOKEN("the output reads the state before the token, h_(i-1)", recurrences()),
    DECAY_OF_THE_TOKEN_BEFORE("the state decays by the transition of the token before", tokenDependent()),
    STATE_LOST_BETWEEN_CHUNKS("every chunk begins with a zero state", recurrences()),
    SKIP_MISSING("D u is not added", skipped()),
    TRANSITION_TRANSPOSED("the transition matrix is transposed", EnumSet.of(MixerKind.S4)),
    SOFTPLUS_MISSING("step sizes are used without softplus", EnumSet.of(MixerKind.S6, MixerKind.SSD)),
    DELTA_BIAS_MISSING("the bias of the step sizes is not added", EnumSet.of(MixerKind.S6, MixerKind.SSD)),
    RATES_OF_THE_WRONG_SIGN("the state grows by e^(+delta a)", EnumSet.of(MixerKind.S6, MixerKind.SSD, MixerKind.S4D)),
    INPUT_NOT_DISCRETISED("the input is not multiplied by the step size", EnumSet.of(MixerKind.S6, MixerKind.SSD)),
    OTHER_DISCRETISATION(
            "zero-order hold in place of the Euler input, or Euler in place of what is declared",
            EnumSet.of(MixerKind.S6, MixerKind.SSD, MixerKind.S4D)),
    INPUT_FACTOR_MISSING(
            "the input is not multiplied by sqrt(1 - lambda^2)",
            EnumSet.of(MixerKind.LRU, MixerKind.RG_LRU, MixerKind.RG_LRU_EXPANDED)),
    OTHER_ROOT("1e-6 under the root where it is not declared, or missing where it is", gatedLru()),
    FACTOR_EIGHT_MISSING("lambda = e^(-softplus(theta) r) without the 8", gatedLru()),
    INPUT_GATE_MISSING("the input is not gated", EnumSet.of(MixerKind.RG_LRU, MixerKind.QUASI_LSTM)),
    OUTPUT_GATE_MISSING("the output is not gated", EnumSet.of(MixerKind.QUASI_LSTM)),
    FORGET_GATE_REVERSED("sigma(-x) in place of sigma(x), or the other way round", EnumSet.of(MixerKind.QUASI_LSTM)),
    INPUT_ONE_MINUS_FORGET("1 - f in place of the input gate", EnumSet.of(MixerKind.QUASI_LSTM)),
    READ_OUT_CONJUGATED(
            "the imaginary parts of the read-out have the wrong sign", EnumSet.of(MixerKind.LRU, MixerKind.S4D));

    private final String description;
    private final Set<MixerKind> kinds;

    MixerMistake(String description, Set<MixerKind> kinds) {
        this.description = description;
        this.kinds = kinds;
    }

    @Override
    public String description() {
        return description;
    }

    private static Set<MixerKind> attention() {
        return EnumSet.range(MixerKind.SOFTMAX, MixerKind.NORMALISED);
    }

    private static Set<MixerKind> recurrences() {
        return EnumSet.range(MixerKind.S6, MixerKind.QUASI_LSTM);
    }

    private static Set<MixerKind> tokenDependent() {
        return EnumSet.of(
                MixerKind.S6, MixerKind.SSD, MixerKind.RG_LRU, MixerKind.RG_LRU_EXPANDED, MixerKind.QUASI_LSTM);
    }

    private static Set<MixerKind> skipped() {
        return EnumSet.of(
                MixerKind.S6, MixerKind.SSD, MixerKind.S4, MixerKind.S4D, MixerKind.LRU, MixerKind.RG_LRU_EXPANDED);
    }

    private static Set<MixerKind> gatedLru() {
        return EnumSet.of(MixerKind.RG_LRU, MixerKind.RG_LRU_EXPANDED);
    }

    boolean belongsTo(MixerKind kind) {
        return kinds.contains(kind);
    }

    /** Whether it is about the run, not about coefficients. */
    private boolean recurrent() {
        return this == STATE_BEFORE_THE_TOKEN || this == STATE_LOST_BETWEEN_CHUNKS || this == SKIP_MISSING;
    }

    /** Whether this case and this output leave room for it. */
    boolean canBeMade(MixerParameters p, String output) {
        if (RecurrenceText.COEFFICIENTS.contains(output) && recurrent()) {
            return false;
        }
        return switch (this) {
            case NORMALISER_OF_THE_TOKEN_BEFORE -> output.equals("output");
            case ORDER_ONE_LESS -> p.order() > 0;
            case FEATURE_MAP_WITHOUT_ONE -> p.featureMap() != MixerParameters.FeatureMap.IDENTITY;
            case FORGET_GATE_REVERSED -> p.sigmoid();
            default -> true;
        };
    }
}
