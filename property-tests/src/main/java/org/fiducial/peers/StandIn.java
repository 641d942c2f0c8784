package org.fiducial.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;

/**
 * Tiled attention with an online normaliser in binary32, sheet softmax-attention (D9), in plain Java: what the demo runs where no engine
 * does. Every operation is an IEEE binary32 operation in a fixed order, so results are the same on every machine. Empty rows are 0, (D5).
 */
public final class StandIn implements AttentionImplementation {
    /** Keys a tile. */
    public static final int TILE = 64;

    @Override
    public String name() {
        return "built-in float32";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Optional<String> absence() {
        return Optional.empty();
    }

    @Override
    public Set<Format> formats() {
        return Set.of(Format.BINARY32);
    }

    @Override
    public DeclaredModel declared(AttentionProblem problem, Format format) {
        requireFormat(format);
        // StrictMath.exp errs by at most one binary64 ulp, 2^-29 binary32 ulps, and rounding to binary32 adds half a
        // binary32 ulp; 2^-29 + 0.5 < 0.501.
        FloatModel model = FloatModel.of(Format.BINARY32)
                .withExp(0.501, ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, problem.scale() == null ? 1 : 0, null)
                .withSum(new SumOrder(SumOrder.Kind.TILES, TILE));
        return new DeclaredModel(
                model,
                DeclaredModel.Basis.DERIVED,
                List.of(
                        "binary32 throughout, sums in index order within tiles of " + TILE
                                + " keys visited in order (StandIn.row)",
                        "exponential: StrictMath.exp, documented within 1 ulp of binary64, rounded once to binary32; subnormal weights are kept",
                        "default scale: 1/sqrt(width) in binary64, rounded once to binary32; applied to the logit",
                        "normalisation by division at the end of the row"));
    }

    @Override
    public AttentionOutput run(AttentionProblem problem, Format format) {
        requireFormat(format);
        AttentionProblem.Shape s = problem.shape();
        AllowedKeys allowed = problem.allowed();
        float[] out = new float[s.outputSize()];
        for (int h = 0; h < s.heads(); h++) {
            for (int i = 0; i < s.queries(); i++) {
                row(problem, allowed, h, i, out, (h * s.queries() + i) * s.valueWidth());
            }
        }
        return new AttentionOutput(Format.BINARY32, out);
    }

    private static void row(AttentionProblem p, AllowedKeys allowed, int h, int i, float[] out, int at) {
        AttentionProblem.Shape s = p.shape();
        float scale = p.scaleOrDefault();
        int head = s.keyHead(h) * s.keys();
        float[] logits = new float[TILE];
        float max = Float.NEGATIVE_INFINITY;
        float sum = 0;
        for (int first = 0; first < s.keys(); first += TILE) {
            int end = Math.min(first + TILE, s.keys());
            float tileMax = Float.NEGATIVE_INFINITY;
            for (int j = first; j < end; j++) {
                if (allowed.allows(i, j)) {
                    float logit = dot(
                                    p.query(),
                                    (h * s.queries() + i) * s.width(),
                                    p.key(),
                                    (head + j) * s.width(),
                                    s.width())
                            * scale;
                    logits[j - first] = p.bias() == null ? logit : logit + p.bias(h, i, j);
                    // A NaN logit must reach the output, so it is not lost in a comparison.
                    tileMax = Math.max(tileMax, logits[j - first]);
                }
            }
            if (tileMax == Float.NEGATIVE_INFINITY) {
                continue;
            }
            float newMax = Math.max(max, tileMax);
            float rescale = max == Float.NEGATIVE_INFINITY ? 0 : exp(max - newMax);
            sum *= rescale;
            for (int c = 0; c < s.valueWidth(); c++) {
                out[at + c] *= rescale;
            }
            max = newMax;
            for (int j = first; j < end; j++) {
                if (allowed.allows(i, j)) {
                    float weight = exp(logits[j - first] - max);
                    sum += weight;
                    for (int c = 0; c < s.valueWidth(); c++) {
                        out[at + c] += weight * p.value()[(head + j) * s.valueWidth() + c];
                    }
                }
            }
        }
        if (max == Float.NEGATIVE_INFINITY) {
            Arrays.fill(out, at, at + s.valueWidth(), 0);
            return;
        }
        for (int c = 0; c < s.valueWidth(); c++) {
            out[at + c] /= sum;
        }
    }

    private static float dot(float[] a, int i, float[] b, int j, int width) {
        float sum = 0;
        for (int l = 0; l < width; l++) {
            sum += a[i + l] * b[j + l];
        }
        return sum;
    }

    private static float exp(float x) {
        return (float) StrictMath.exp(x);
    }
}
