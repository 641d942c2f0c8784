package org.fiducial.oracle.scatterbrain;

import java.util.List;
import java.util.Map;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.SampledOperator;
import org.fiducial.oracle.attention.AttentionTensors;
import org.fiducial.oracle.text.MistakeCatalogue;
import org.fiducial.tensor.Tensor;

/** Scatterbrain attention as the command line and the library know it. */
public final class ScatterbrainOracle extends DescribedOperator implements SampledOperator {
    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "scatterbrain",
            "Scatterbrain: sparse plus low-rank attention by random features and hashing",
            "Entries exp(tau q.k) are exact for the pairs of a sparse support and estimated by positive random features elsewhere; rows are"
                    + " then normalised: (D1)-(D9) of the sheet. Without a support this is Performer, with support = full softmax attention."
                    + " A check takes the projections and the hash draws, or the support itself, that the implementation used. With --samples"
                    + " instead of a candidate, repeated un-normalised outputs of fresh draws are tested for unbiasedness and variance (C25).",
            List.of(
                    AttentionTensors.QUERY,
                    new TensorDescription("key", List.of("k"), "[m, d] with the query's leading axes", true, "keys"),
                    new TensorDescription(
                            "value", List.of("v"), "as key, any width", false, "values, for output and numerator"),
                    new TensorDescription(
                            "projections",
                            List.of(),
                            "[M, d]",
                            false,
                            "projections of all heads (D4); needed without --samples"),
                    new TensorDescription(
                            "support",
                            List.of(),
                            "[n, m], with the query's leading axes or without, BOOL",
                            false,
                            "true where the entry is exact"),
                    new TensorDescription(
                            "hyperplanes",
                            List.of(),
                            "[tables, bits, d]",
                            false,
                            "draws of support = hyperplane (D5a)"),
                    new TensorDescription(
                            "rotations",
                            List.of(),
                            "[tables, d, b]",
                            false,
                            "draws of support = cross-polytope (D5b), 2b buckets"),
                    new TensorDescription(
                            "cluster-projections",
                            List.of(),
                            "[hashes, d + 2]",
                            false,
                            "draws of support = clusters (D5c)"),
                    AttentionTensors.OUTPUT_GRADIENT),
            List.of(
                    new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "N^v / D of (D7)"),
                    new TensorDescription("unnormalised", List.of("w"), "[.., n, m]", false, "w of (D6)"),
                    new TensorDescription("normaliser", List.of(), "[.., n, 1]", false, "D of (D7)"),
                    new TensorDescription("numerator", List.of(), "[.., n, dv]", false, "N^v of (D7)"),
                    new TensorDescription("weights", List.of(), "[.., n, m]", false, "w / D of (D7)"),
                    new TensorDescription("estimates", List.of(), "[.., n, m]", false, "e of (D3), 0 where masked"),
                    new TensorDescription(
                            "support",
                            List.of(),
                            "[.., n, m], 0 and 1",
                            false,
                            "S as the implementation chose it from the case's draws; ties within rounding may go either way"),
                    new TensorDescription("dquery", List.of(), "as query", false, "dQ of (D11); needs doutput"),
                    new TensorDescription("dkey", List.of(), "as key", false, "dK of (D11); needs doutput"),
                    new TensorDescription("dvalue", List.of(), "as value", false, "dV of (D11); needs doutput")),
            ScatterbrainParameters.DESCRIPTIONS,
            List.of("batch", "heads"));

    public ScatterbrainOracle() {
        super(
                DESCRIPTION,
                MistakeCatalogue.with(NamedMistake.catalogue(ScatterbrainMistake.catalogued())),
                (operator, t, p) -> new ScatterbrainChecks(new ScatterbrainCase(operator, t, p)));
    }

    @Override
    public String sampledOutput() {
        return "unnormalised";
    }

    @Override
    public SampledCase readSampled(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        return new ScatterbrainSamples(new ScatterbrainCase(this, tensors, parameters));
    }
}
