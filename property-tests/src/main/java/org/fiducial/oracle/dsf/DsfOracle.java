package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.dsf.MixerKind.TensorRule;
import org.fiducial.oracle.text.MistakeCatalogue;

/** Causal sequence mixers as the command line and the library know them. */
public final class DsfOracle extends DescribedOperator {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("query", "queries q"),
            Map.entry("key", "keys k"),
            Map.entry("value", "values W_V u"),
            Map.entry("normaliser", "what eta is a function of, (D9)"),
            Map.entry("input", "tokens u, projected as the mixer takes them"),
            Map.entry(
                    "delta",
                    "step sizes, before softplus unless the parameter delta says given; those of s4d are used as they are"),
            Map.entry("delta-bias", "added to the step sizes before softplus"),
            Map.entry("rates", "rates a, stored as the parameter rates says"),
            Map.entry("rates-imaginary", "imaginary parts of what is stored; of -a where logarithms are stored"),
            Map.entry("b", "input coefficients"),
            Map.entry("b-imaginary", "imaginary parts"),
            Map.entry("c", "read-out coefficients"),
            Map.entry("c-imaginary", "imaginary parts"),
            Map.entry("transition", "Lambda of each channel, discretised"),
            Map.entry("skip", "D, one number a channel"),
            Map.entry("nu", "logarithm of the decay rate, (D16)"),
            Map.entry("theta", "logarithm of the frequency of lru; of rg-lru, softplus(theta) is the rate"),
            Map.entry("recurrence-gate", "r before the sigmoid, (D15)"),
            Map.entry("input-gate", "g before the sigmoid"),
            Map.entry("forget-gate", "f before the sigmoid, (D14)"),
            Map.entry("output-gate", "o before the sigmoid"),
            Map.entry("alpha", "power of the reversed forget gate, 1 if left out; a negative one counts as 0"));

    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "dsf",
            "Causal sequence mixers as dynamical systems (attention, state space models, gated recurrences)",
            "h_i = Lambda_i h_(i-1) + B_i u_i, y_i = C_i h_i + D_i u_i: softmax, truncated, linear and normalised attention, S6 (Mamba), SSD "
                    + "(Mamba-2), S4, S4D, LRU, RG-LRU and the quasi-LSTM, as the parameter system says. Token i sees tokens j <= i. Projections "
                    + "before the mixer and after it are not part of it. L tokens, m coordinates of queries, w channels, n numbers a channel. The "
                    + "first tensor of a system may have one or two axes before these, batch and heads; any other has them too or is shared.",
            inputs(),
            List.of(
                    new TensorDescription("output", List.of("o", "y"), "[.., L, w]", true, "y_i, one row a token"),
                    new TensorDescription(
                            "states",
                            List.of("h"),
                            "[.., L, w n]",
                            false,
                            "h_i after token i, channel by channel (D2); of attention the sums of psi(k) v; not of complex states"),
                    new TensorDescription(
                            "weights",
                            List.of(),
                            "[.., L, L]",
                            false,
                            "attention: the weights, zeros above the diagonal"),
                    new TensorDescription(
                            "normalisers", List.of("eta"), "[.., L, 1]", false, "attention but softmax: eta_i"),
                    new TensorDescription(
                            "transitions",
                            List.of(),
                            "[.., L, w n]",
                            false,
                            "recurrences with real states: the diagonal of Lambda_i, channel by channel"),
                    new TensorDescription(
                            "drives", List.of(), "[.., L, w n]", false, "recurrences with real states: B_i u_i"),
                    new TensorDescription(
                            "kernel",
                            List.of(),
                            "[.., L w, L w]",
                            false,
                            "recurrences with real states: Phi of (D3), at most 512 rows"),
                    new TensorDescription(
                            "exact", List.of(), "[.., L, w]", false, "truncated-softmax: what softmax gives"),
                    new TensorDescription(
                            "kernel-errors",
                            List.of(),
                            "[.., L, L]",
                            false,
                            "truncated-softmax: K_P(s) / e^s - 1 for j <= i, zeros above the diagonal"),
                    new TensorDescription(
                            "bound",
                            List.of(),
                            "[.., L, 1]",
                            false,
                            "truncated-softmax: dsf-C9 (c) of each row, for scores with errors below 1")),
            MixerParameters.DESCRIPTIONS,
            List.of("leading axes: batch, heads"));

    private static List<TensorDescription> inputs() {
        Map<String, List<String>> users = new LinkedHashMap<>();
        Map<String, Set<String>> shapes = new LinkedHashMap<>();
        for (MixerKind kind : MixerKind.values()) {
            for (TensorRule rule : kind.tensors()) {
                String shape = "[" + String.join(", ", rule.axes()) + "]";
                shapes.computeIfAbsent(rule.name(), n -> new LinkedHashSet<>()).add(shape);
                users.computeIfAbsent(rule.name(), n -> new ArrayList<>())
                        .add(kind.label() + (rule.required() ? " " : " (optional) ") + shape);
            }
        }
        List<TensorDescription> all = new ArrayList<>();
        shapes.forEach((name, several) -> {
            List<String> of = users.getOrDefault(name, List.of());
            String systems = String.join(", ", of);
            // Shapes stand once where all systems agree.
            String listed = several.size() > 1 ? systems : systems.replace(" " + String.join("", several), "");
            all.add(new TensorDescription(
                    name,
                    List.of(),
                    String.join(" or ", several),
                    true,
                    MEANINGS.getOrDefault(name, "") + ". Of " + listed));
        });
        return all;
    }

    public DsfOracle() {
        super(DESCRIPTION, MistakeCatalogue.with(NamedMistake.catalogue(MixerMistake.values())), DsfCase::new);
    }
}
