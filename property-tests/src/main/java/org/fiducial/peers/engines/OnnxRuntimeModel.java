package org.fiducial.peers.engines;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.peers.AttentionProblem;
import org.fiducial.peers.DeclaredModel;
import org.fiducial.peers.FastExponentials;

/**
 * The float model of ONNX Runtime's CPU kernel of Attention on x86-64 with FMA3 or AVX-512, read from its source (release 1.29, MIT).
 *
 * <p>The kernel forms all logits of a head with one matrix product, whose alpha is the scale and whose beta adds the mask; runs a softmax
 * over each row, which stores normalised weights; and forms the output with a second product. Nothing is tiled by a running maximum, so a
 * weight passes through one exponential.
 */
final class OnnxRuntimeModel {
    private OnnxRuntimeModel() {}

    static DeclaredModel of(AttentionProblem problem, Format format) {
        FloatModel model = FloatModel.of(Format.BINARY32)
                .withOutput(format)
                .withExp(FastExponentials.MLAS_ULPS, ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, problem.scale() == null ? 1 : 0, null)
                // One pass: no term passes through more additions than there are keys, in whatever order.
                .withSum(new SumOrder(SumOrder.Kind.DEPTH, problem.shape().keys()))
                .withFlushToZero(true)
                .withReciprocalNormaliser(true);
        List<String> statements = new ArrayList<>(
                List.of(
                        "products: binary32 with FMA, sums in binary32 blocked over keys (core/mlas/lib/sgemm.cpp, MlasSgemmOperation)",
                        "scale: alpha of the product Q K^T, one rounding on the finished sum; 1/sqrt(width) in binary64 rounded once to binary32 where not given (core/providers/cpu/llm/attention_helper.h, ComputeOutputShapeForAttention)",
                        "mask: added to the logits as the lowest finite number, not -infinity, and folded into the product as its beta (attention.cc, ComputeAttentionProbs)",
                        "exponential: degree-6 polynomial after a two-part reduction by ln 2 (core/mlas/lib/compute.cpp, MlasComputeSumExpVector; x86_64/TransKernelAvx512F.S); no bound documented, "
                                + FastExponentials.MLAS_ULPS
                                + " ulps follows from evaluating the formula on every binary32 argument",
                        "arguments are clamped at -88.376 (AVX2) or -103.972 (AVX-512), so weights below 2^-126.5 are 0 or subnormal: flush to zero",
                        "normalisation: weights multiplied by the rounded reciprocal of their sum before the product with V (compute.cpp, MlasComputeSoftmaxThreaded)"));
        if (format == Format.BINARY16) {
            // What binary32 flushes lies far below binary16's own gradual underflow, which is kept.
            model = model.withLogits(Format.BINARY16)
                    .withWeights(Format.BINARY16)
                    .withFlushToZero(false);
            statements.add(
                    "binary16: each product runs in binary32 and is rounded to binary16, so logits and normalised weights are stored in binary16 (attention.cc, AttentionGemm; attention_softmax.h)");
        }
        return new DeclaredModel(model, DeclaredModel.Basis.DERIVED, statements);
    }
}
