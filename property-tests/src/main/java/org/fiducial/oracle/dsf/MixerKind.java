package org.fiducial.oracle.dsf;

import java.util.List;
import java.util.Set;
import org.fiducial.oracle.ParameterWord;

/** The systems of sheet dsf that a case can be about, each with its tensors and the parameters that belong to it. */
enum MixerKind {
    SOFTMAX(Set.of("scale"), rule("query", "L m"), rule("key", "L m"), rule("value", "L w")),
    TRUNCATED_SOFTMAX(Set.of("scale", "order"), rule("query", "L m"), rule("key", "L m"), rule("value", "L w")),
    LINEAR(Set.of("feature-map"), rule("query", "L m"), rule("key", "L m"), rule("value", "L w")),
    NORMALISED(
            Set.of("normaliser"),
            rule("query", "L m"),
            rule("key", "L m"),
            rule("value", "L w"),
            rule("normaliser", "L 1")),
    S6(
            Set.of("discretisation", "delta", "rates"),
            rule("input", "L w"),
            rule("delta", "L w"),
            optional("delta-bias", "w"),
            rule("rates", "w n"),
            rule("b", "L n"),
            rule("c", "L n"),
            optional("skip", "w")),
    SSD(
            Set.of("discretisation", "delta", "rates"),
            rule("input", "L w"),
            rule("delta", "L 1"),
            optional("delta-bias", "1"),
            rule("rates", "1"),
            rule("b", "L n"),
            rule("c", "L n"),
            optional("skip", "w")),
    S4(
            Set.of(),
            rule("input", "L w"),
            rule("transition", "w n n"),
            rule("b", "w n"),
            rule("c", "w n"),
            optional("skip", "w")),
    S4D(
            Set.of("discretisation", "rates", "real-part"),
            rule("input", "L w"),
            rule("delta", "w"),
            rule("rates", "w n"),
            optional("rates-imaginary", "w n"),
            rule("b", "w n"),
            optional("b-imaginary", "w n"),
            rule("c", "w n"),
            optional("c-imaginary", "w n"),
            optional("skip", "w")),
    LRU(
            Set.of(),
            rule("input", "L w"),
            rule("nu", "n"),
            rule("theta", "n"),
            rule("b", "n w"),
            rule("b-imaginary", "n w"),
            rule("c", "w n"),
            rule("c-imaginary", "w n"),
            optional("skip", "w")),
    RG_LRU(
            Set.of("gates", "root"),
            rule("input", "L w"),
            rule("recurrence-gate", "L w"),
            rule("input-gate", "L w"),
            rule("theta", "w")),
    RG_LRU_EXPANDED(
            Set.of("gates", "root"),
            rule("input", "L w"),
            rule("recurrence-gate", "L w"),
            rule("theta", "w n"),
            rule("b", "L n"),
            rule("c", "L n"),
            optional("skip", "w")),
    QUASI_LSTM(
            Set.of("gates", "forget"),
            rule("input", "L w"),
            rule("forget-gate", "L w"),
            rule("input-gate", "L w"),
            rule("output-gate", "L w"),
            optional("alpha", "1"));

    /** A tensor of the system: its axes by letters, "1" for an axis of size 1. */
    record TensorRule(String name, List<String> axes, boolean required) {}

    private final Set<String> parameters;
    private final List<TensorRule> tensors;

    MixerKind(Set<String> parameters, TensorRule... tensors) {
        this.parameters = parameters;
        this.tensors = List.of(tensors);
    }

    private static TensorRule rule(String name, String axes) {
        return new TensorRule(name, List.of(axes.split(" ")), true);
    }

    private static TensorRule optional(String name, String axes) {
        return new TensorRule(name, List.of(axes.split(" ")), false);
    }

    /** Name on the command line. */
    String label() {
        return ParameterWord.of(name());
    }

    /** Names of the parameters that belong to this system alone. */
    Set<String> parameters() {
        return parameters;
    }

    List<TensorRule> tensors() {
        return tensors;
    }

    boolean isAttention() {
        return ordinal() <= NORMALISED.ordinal();
    }
}
