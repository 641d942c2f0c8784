package org.fiducial.gpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.Tensor;

/**
 * Attention with a factored bias, sheet flashbias (D1)-(D3): beside a case of softmax attention the tensors "query-factors" [h, n, r] and
 * "key-factors" [g, m, r].
 */
final class FlashBiasKernels extends Float32Kernels {
    FlashBiasKernels(Place place) {
        super(place, "flashbias");
    }

    @Override
    Optional<String> refuses(Problem p) {
        Optional<String> refusal = AttentionInputs.refusal(attention(p), List.of(Format.BINARY32));
        if (refusal.isPresent()) {
            return refusal;
        }
        Tensor a = tensor(p, "query-factors");
        Tensor b = tensor(p, "key-factors");
        int rank = a.shape().size(-1);
        return rank > 0
                        && rank == b.shape().size(-1)
                        && a.elements() / rank * tensor(p, "query", "q").shape().size(-1)
                                == tensor(p, "query", "q").elements()
                        && b.elements() / rank * tensor(p, "key", "k").shape().size(-1)
                                == tensor(p, "key", "k").elements()
                ? Optional.empty()
                : Optional.of("factors have shapes " + a.shape() + " and " + b.shape()
                        + ", expected one row a query and a key, equally wide");
    }

    /** The case without its factors. */
    private static Problem attention(Problem p) {
        return p.without("query-factors", "key-factors");
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        return TileArguments.launch(
                device,
                memory,
                "flashbias",
                "flashbias_forward",
                attention(p),
                memory.copy(tensor(p, "query-factors").toBytes()),
                memory.copy(tensor(p, "key-factors").toBytes()),
                tensor(p, "query-factors").shape().size(-1));
    }

    @Override
    public List<Sample> samples() {
        return isGpu()
                ? List.of(sample(2, 70, 40, 9, true), sample(2, 1024, 64, 9, true), sample(16, 8192, 64, 16, false))
                : List.of(sample(2, 70, 40, 9, true));
    }

    private static Sample sample(int heads, int n, int d, int rank, boolean checked) {
        return new Sample(
                heads + " heads, " + n + " tokens, width " + d + ", rank " + rank,
                Format.BINARY32,
                () -> sampleProblem(heads, n, d, rank),
                checked);
    }

    private static Problem sampleProblem(int heads, int n, int d, int rank) {
        SplitMix64 g = new SplitMix64(n + rank);
        Map<String, Tensor> t = Map.of(
                "query", AttentionSamples.uniform(g, Format.BINARY32, 2, heads, n, d),
                "key", AttentionSamples.uniform(g, Format.BINARY32, 2, heads, n, d),
                "value", AttentionSamples.uniform(g, Format.BINARY32, 1, heads, n, d),
                "query-factors", AttentionSamples.uniform(g, Format.BINARY32, 1, heads, n, rank),
                "key-factors", AttentionSamples.uniform(g, Format.BINARY32, 1, heads, n, rank));
        return new Problem(t, Map.of("causal", "top-left"), "output");
    }
}
