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
 * The float models of the two CPU algorithms behind {@code scaled_dot_product_attention} on x86-64, read from their source (release 2.10,
 * BSD).
 *
 * <p>The fused kernel, taken where keys and values are equally wide, visits tiles of 512 keys with a running maximum and divides at the end.
 * In bfloat16 and binary16 it rounds the unnormalised weights to that format before the product with V but sums them unrounded, and it uses
 * a coarser exponential. Otherwise attention is composed of a product, a softmax and a product, all in binary32.
 */
final class PyTorchModel {
    private static final int KEYS_A_TILE = 512;

    private PyTorchModel() {}

    static DeclaredModel of(AttentionProblem problem, Format format) {
        AttentionProblem.Shape s = problem.shape();
        return s.width() == s.valueWidth() ? fused(problem, format) : composed(s.keys(), format);
    }

    private static DeclaredModel composed(int keys, Format format) {
        FloatModel model = FloatModel.of(Format.BINARY32)
                .withOutput(format)
                .withExp(1, ExpArgument.NATURAL)
                .withScale(ScalePlacement.SPLIT, 1, null)
                .withSum(new SumOrder(SumOrder.Kind.DEPTH, keys))
                .withReciprocalNormaliser(true);
        return new DeclaredModel(
                model,
                DeclaredModel.Basis.DOCUMENTED,
                List.of(
                        "one pass in binary32, whatever the format of inputs and output (aten/src/ATen/native/transformers/attention.cpp, _scaled_dot_product_attention_math)",
                        "scale: queries and keys are each multiplied by its square root, formed in binary64 and rounded once to binary32",
                        "exponential: SLEEF's expf with a documented bound of 1.0 ulp (native/cpu/SoftMaxKernel.cpp, _vec_softmax_lastdim)",
                        "normalisation: weights multiplied by the rounded reciprocal of their sum before the product with V"));
    }

    private static DeclaredModel fused(AttentionProblem problem, Format format) {
        boolean reduced = format != Format.BINARY32;
        double ulps = reduced ? FastExponentials.PYTORCH_REDUCED_ULPS : FastExponentials.PYTORCH_ULPS;
        FloatModel model = FloatModel.of(Format.BINARY32)
                .withOutput(format)
                .withWeights(format)
                .withExp(ulps, ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, problem.scale() == null ? 1 : 0, null)
                .withSum(new SumOrder(SumOrder.Kind.TILES, KEYS_A_TILE))
                // What binary32 flushes lies far below binary16's own gradual underflow, which is kept.
                .withFlushToZero(format != Format.BINARY16)
                .withReciprocalNormaliser(true);
        List<String> statements = new ArrayList<>(List.of(
                "tiles of 512 keys visited in order with a running maximum; products in binary32 through BLAS, which adds a tile to the output in at most two blocks (aten/src/ATen/native/cpu/FlashAttentionKernel.cpp, cpu_flash_attention)",
                "scale: one binary32 multiplication on the finished dot product, fused with the maximum; 1/sqrt(width) in binary64 rounded once to binary32 where not given (_mul_reduce_max_fusion_kernel; transformers/sdp_utils_cpp.h, calculate_scale)",
                "a bias is added by a separate operation or fused with that multiplication (_scale_attn_mask_fusion_kernel)",
                "the running sum and output are rescaled by std::exp of the change of the maximum, within 1 ulp",
                "normalisation: multiplication by the rounded reciprocal of the sum; rows without keys are 0"));
        if (reduced) {
            statements.add(
                    "exponential: fexp_u20, a degree-3 correction of the exponent bits (aten/src/ATen/cpu/vec/vec512/vec512_float.h); despite its name no 20 ulps: "
                            + FastExponentials.PYTORCH_REDUCED_ULPS
                            + " binary32 ulps follow from evaluating the formula on every binary32 argument, about 2^-13 relative");
            statements.add(
                    "weights are rounded to " + format
                            + " before the product with V, their sum is taken in binary32 before that rounding (_exp_reduce_sum_fusion_kernel)");
            statements.add(
                    "products of 16-bit numbers accumulate in binary32 (native/cpu/BlasKernel.cpp); bfloat16 dot-product instructions, where used, flush subnormals to zero");
        } else {
            statements.add(
                    "exponential: exp_u20, a degree-5 polynomial (vec512_float.h, vec256_float.h) documented as 20 ulps there; "
                            + FastExponentials.PYTORCH_ULPS
                            + " ulps follow from evaluating the formula on every binary32 argument; weights below 2^-125.5 are 0: flush to zero");
        }
        return new DeclaredModel(model, DeclaredModel.Basis.DERIVED, statements);
    }
}
