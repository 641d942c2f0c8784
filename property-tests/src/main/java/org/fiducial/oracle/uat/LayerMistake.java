package org.fiducial.oracle.uat;

import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of single-layer transformers. */
enum LayerMistake implements NamedMistake {
    ATTENTION_SKIP_MISSING("the embedded tokens are not added to what attention returns (D3)"),
    FEED_FORWARD_SKIP_MISSING("the feed-forward network's input is not added to its result (D4)"),
    POSITIONS_MISSING("the positional encoding is not added (D1)"),
    SCALE_ADDED("logits are scaled by 1/sqrt(d_H)"),
    SCALE_MISSING("logits are not scaled"),
    SOFTMAX_OVER_QUERIES("the softmax runs over queries and not over keys"),
    LAST_HEAD_MISSING("the last head is left out"),
    OUTPUT_WEIGHTS_REVERSED("heads meet the output weights in the opposite order"),
    VALUE_BIAS_MISSING("the bias of the values is left out (D2)"),
    HIDDEN_BIAS_MISSING("the bias of the hidden layer is left out (D4)"),
    RECTIFIER_MISSING("hidden units are not rectified"),
    GELU_FOR_RELU("the hidden layer uses GELU in place of ReLU"),
    OUTER_BIAS_MISSING("the bias after the hidden layer is left out (D4)");

    private final String description;

    LayerMistake(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    /** Whether it comes after attention. */
    boolean isAfterAttention() {
        return switch (this) {
            case FEED_FORWARD_SKIP_MISSING, HIDDEN_BIAS_MISSING, RECTIFIER_MISSING, GELU_FOR_RELU, OUTER_BIAS_MISSING ->
                true;
            default -> false;
        };
    }
}
