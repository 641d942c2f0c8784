package org.fiducial.oracle.scatterbrain;

import java.util.List;
import java.util.Map;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.oracle.ScaleParameter;
import org.fiducial.theory.scatterbrain.ProjectionLaw;

/**
 * The parameters of Scatterbrain attention.
 *
 * @param scale factor of the logits
 * @param sparseAlone whether there are no features: pairs outside the support get nothing
 * @param support kind of support
 * @param window length of the local window, if the support is one
 * @param top number of largest keys, if the support is those
 * @param algorithm dense, efficient or any
 * @param projections number M of projections of repeated runs, or 0 if the case does not say
 * @param tables number of hash tables of repeated runs
 * @param bits hyperplanes in a table of repeated runs
 * @param referenceKey key in the support of every query in every run, or -1 for none
 * @param rounding what one entry may differ relatively from its value in exact arithmetic in repeated runs, or a negative number for the
 *     default
 */
record ScatterbrainParameters(
        ScaleParameter scale,
        FeatureMap features,
        boolean sparseAlone,
        CausalAlignment causal,
        SupportKind support,
        int window,
        int top,
        int queryCluster,
        int keyCluster,
        String algorithm,
        ProjectionLaw law,
        int projections,
        int tables,
        int bits,
        int referenceKey,
        double rounding) {
    static final List<ParameterDescription> DESCRIPTIONS = List.of(
            ScaleParameter.described(ScaleParameter.MEANING),
            new ParameterDescription(
                    "features",
                    "plus|hyp|trig|none",
                    "hyp",
                    "random features (D2); trig with --samples only, none for sparse attention over the support alone"),
            new ParameterDescription("causal", "none|top-left|bottom-right", "none", "causal mask and its corner"),
            new ParameterDescription(
                    "support",
                    "none|full|tensor|window|top|hyperplane|cross-polytope|clusters|random",
                    "tensor if the case has one, else none",
                    "how S of (D5) is chosen; random, with --samples only, is any law independent of the projections"),
            new ParameterDescription("window", "a number of keys", "1", "length w of the local window (D5d)"),
            new ParameterDescription("top", "a number of keys", "1", "number of keys with the largest q.k (D5f)"),
            new ParameterDescription("query-cluster", "a number of queries", "1", "s_q of the clustering (D5c)"),
            new ParameterDescription("key-cluster", "a number of keys", "1", "s_k of the clustering (D5c)"),
            new ParameterDescription(
                    "algorithm",
                    "dense|efficient|any",
                    "any",
                    "whether estimates are formed entry by entry (D6) or products of features are shared (D8); features are kept"
                            + " without a scale of their own, so (D10) is not covered"),
            new ParameterDescription(
                    "projections", "iid|ort", "iid", "law of the projections (D4) in the runs of --samples"),
            new ParameterDescription(
                    "nb-projections",
                    "a number of vectors",
                    "that of the tensor projections",
                    "M, the number of projections in the runs of --samples"),
            new ParameterDescription(
                    "tables", "a number of tables", "1", "hash tables L in the runs of --samples, hyperplane support"),
            new ParameterDescription(
                    "bits", "a number of bits", "1", "hyperplanes kappa in a table, in the runs of --samples"),
            new ParameterDescription(
                    "reference-key",
                    "none|a key",
                    "none",
                    "key that is in the support of every query in every run, to read entries from normalised weights"),
            new ParameterDescription(
                    "rounding",
                    "default|a decimal number",
                    "64 + 2 (d + 8) tau sum |q_l k_l| units of roundoff of the samples' format",
                    "what rounding may change relatively in one entry of a run of --samples"));

    static ScatterbrainParameters read(Map<String, String> given, boolean hasTensor) throws CaseException {
        ParameterValues v = ParameterValues.of("scatterbrain", DESCRIPTIONS, given);
        String support = v.isGiven("support") ? v.choice("support") : hasTensor ? "tensor" : "none";
        String reference = v.text("reference-key");
        String rounding = v.isGiven("rounding") ? v.text("rounding") : "default";
        double r = rounding.equals("default") ? -1 : v.number("rounding").toDouble();
        if (!rounding.equals("default") && !(r >= 0 && r < 1)) {
            throw v.wrong("rounding", "default or a number from 0 to 1");
        }
        return new ScatterbrainParameters(
                ScaleParameter.read(v),
                v.choice("features").equals("none") ? FeatureMap.PLUS : FeatureMap.named(v.choice("features")),
                v.text("features").equals("none"),
                v.constant("causal", CausalAlignment.class),
                ParameterWord.parse(support, SupportKind.class),
                v.integer("window", 0, 1_000_000_000),
                v.integer("top", 0, 1_000_000_000),
                v.integer("query-cluster", 1, 1_000_000_000),
                v.integer("key-cluster", 1, 1_000_000_000),
                v.choice("algorithm"),
                ProjectionLaw.named(v.choice("projections")),
                v.isGiven("nb-projections") ? v.integer("nb-projections", 1, 1_000_000) : 0,
                v.integer("tables", 1, 1_000_000),
                v.integer("bits", 1, 1000),
                reference.equals("none") ? -1 : v.integer("reference-key", 0, 1_000_000_000),
                r);
    }

    AttentionMask mask() {
        return AttentionMask.causal(causal);
    }
}
