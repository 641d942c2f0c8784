package org.fiducial.oracle.dsf;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.operator.dsf.NormaliserFunction;
import org.fiducial.operator.dsf.RealGatedLru;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.oracle.ScaleParameter;

/**
 * The parameters of a mixer.
 *
 * @param scale factor of the scores
 * @param rates how rates are stored: positive, negative or logarithm
 */
record MixerParameters(
        MixerKind kind,
        MixerForm form,
        int chunk,
        ScaleParameter scale,
        int order,
        FeatureMap featureMap,
        NormaliserFunction normaliser,
        Discretisation discretisation,
        boolean softplus,
        String rates,
        boolean twiceReal,
        boolean sigmoid,
        boolean reversed,
        RealGatedLru.Root root) {
    /** phi = psi of linear attention. */
    enum FeatureMap {
        ONE_PLUS_ELU,
        ONE_PLUS_ELU_FUSED,
        IDENTITY
    }

    private static final String SYSTEMS = String.join(
            "|", Arrays.stream(MixerKind.values()).map(MixerKind::label).toList());
    private static final String FORMS = String.join(
            "|", Arrays.stream(MixerForm.values()).map(MixerForm::label).toList());
    private static final Set<String> COMMON = Set.of("system", "form", "chunk");

    static final List<ParameterDescription> DESCRIPTIONS = List.of(
            new ParameterDescription(
                    "system",
                    "NAME",
                    ParameterDescription.REQUIRED,
                    "which mixer the case is about: " + SYSTEMS.replace("|", ", ")),
            new ParameterDescription(
                    "form",
                    FORMS,
                    "any",
                    "how the implementation evaluates it; any takes the widest bound. Fourier transforms are not covered"),
            new ParameterDescription(
                    "chunk",
                    "a number of tokens",
                    "64",
                    "tokens a chunk in the chunked form; form any counts with it too"),
            ScaleParameter.described(
                    "rsqrt(m)", "rsqrt(m)", "softmax and truncated-softmax: factor of the scores, (D8)"),
            new ParameterDescription(
                    "order", "0 to 12", "2", "truncated-softmax: P of dsf-C9; odd orders can have zero normalisers"),
            new ParameterDescription(
                    "feature-map",
                    "one-plus-elu|one-plus-elu-fused|identity",
                    "one-plus-elu",
                    "linear: phi = psi of (D7), computed as elu and then plus 1, or as one function without that rounding; or none"),
            new ParameterDescription(
                    "normaliser",
                    "exponential|softplus|sigmoid",
                    "exponential",
                    "normalised: eta as a function of the tensor normaliser, (D9)"),
            new ParameterDescription(
                    "discretisation",
                    "euler|zero-order-hold|bilinear",
                    "euler for s6 and ssd, zero-order-hold for s4d",
                    "factors of state and input, (D10), (D12), (D13)"),
            new ParameterDescription(
                    "delta",
                    "softplus|given",
                    "softplus",
                    "s6, ssd: whether softplus makes step sizes of the tensor delta, plus delta-bias"),
            new ParameterDescription(
                    "rates",
                    "positive|negative|logarithm",
                    "positive",
                    "s6, ssd, s4d: the tensor rates holds a, or -a, or ln a (as A_log does)"),
            new ParameterDescription(
                    "real-part", "once|twice", "once", "s4d with imaginary parts: y is Re(C h) or 2 Re(C h)"),
            new ParameterDescription(
                    "gates", "sigmoid|given", "sigmoid", "rg-lru, quasi-lstm: whether gates still need the sigmoid"),
            new ParameterDescription(
                    "forget",
                    "ordinary|reversed",
                    "ordinary",
                    "quasi-lstm: sigma(x), or sigma(-x)^alpha with the tensor alpha, (D14)"),
            new ParameterDescription(
                    "root",
                    "paper|code",
                    "paper for rg-lru, code for rg-lru-expanded",
                    "whether 1e-6 is added under the root, (D15)"));

    static MixerParameters read(Map<String, String> given) throws CaseException {
        ParameterValues values = ParameterValues.of("dsf", DESCRIPTIONS, given);
        MixerKind kind = kind(values);
        for (String name : given.keySet()) {
            if (!COMMON.contains(name) && !kind.parameters().contains(name)) {
                throw new CaseException("parameter " + name + " does not belong to system " + kind.label()
                        + ", expected only " + String.join(", ", new java.util.TreeSet<>(allowed(kind))));
            }
        }
        MixerForm form = values.constant("form", MixerForm.class);
        if (kind == MixerKind.S4 && (form == MixerForm.CHUNKED || form == MixerForm.SCAN)) {
            throw values.wrong("form", "any|recurrent|kernel for system s4, whose transitions are matrices");
        }
        String discretisation = values.isGiven("discretisation")
                ? values.choice("discretisation")
                : kind == MixerKind.S4D ? "zero-order-hold" : "euler";
        String root =
                values.isGiven("root") ? values.choice("root") : kind == MixerKind.RG_LRU_EXPANDED ? "code" : "paper";
        return new MixerParameters(
                kind,
                form,
                values.integer("chunk", 1, 1_000_000),
                ScaleParameter.read(values),
                values.integer("order", 0, 12),
                values.constant("feature-map", FeatureMap.class),
                values.constant("normaliser", NormaliserFunction.class),
                ParameterWord.parse(discretisation, Discretisation.class),
                values.choice("delta").equals("softplus"),
                values.choice("rates"),
                values.choice("real-part").equals("twice"),
                values.choice("gates").equals("sigmoid"),
                values.choice("forget").equals("reversed"),
                ParameterWord.parse(root, RealGatedLru.Root.class));
    }

    private static MixerKind kind(ParameterValues values) throws CaseException {
        for (MixerKind kind : MixerKind.values()) {
            if (kind.label().equals(values.text("system"))) {
                return kind;
            }
        }
        throw values.wrong("system", SYSTEMS);
    }

    private static Set<String> allowed(MixerKind kind) {
        Set<String> all = new java.util.HashSet<>(COMMON);
        all.addAll(kind.parameters());
        return all;
    }
}
