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
                .withSum(new SumOrder(SumOrder.Kind.DEPTH, depth(problem.shape())))
                .withFlushToZero(true)
                .withReciprocalNormaliser(true);
        List<String> statements = new ArrayList<>(
                List.of(
                        "products: binary32 with FMA; sums over keys sequential within blocks of "
                                + blockOfKeys(problem.shape())
                                + " keys, whose sums are added in order (core/mlas/lib/sgemm.cpp, MlasSgemmOperation)",
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

    /** The most additions one term of a sum over keys passes through, at most the number of keys in one pass. */
    private static int depth(AttentionProblem.Shape s) {
        if (s.queries() == 1) {
            // A product with one row takes another kernel.
            return s.keys();
        }
        int block = Math.min(blockOfKeys(s), s.keys());
        int product = block + (s.keys() - 1) / block + 1;
        // The weights are summed in 16 lanes (AVX-512) or 8 (AVX2), which are then added up.
        int weights = (s.keys() - 1) / 8 + 1 + 16;
        return Math.min(s.keys(), Math.max(product, weights));
    }

    /** Keys that the product of weights and values sums before it adds to the output: 128, more for narrow values. */
    static int blockOfKeys(AttentionProblem.Shape s) {
        int columns = 128;
        int block = 128;
        while (s.valueWidth() < s.keys() && columns > 16 && columns / 2 >= s.valueWidth()) {
            columns /= 2;
            block *= 2;
        }
        return block;
    }
}
