package org.fiducial.gpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.Tensor;

/**
 * URPE attention, sheet urpe (D1)-(D4): query, key and value [h, n, d] (or [n, d]), tables "bias" and "multiplier" [h, 2n - 1] (or [2n - 1]).
 */
final class UrpeKernels extends Float32Kernels {
    UrpeKernels(Place place) {
        super(place, "urpe");
    }

    @Override
    Optional<String> refuses(Problem p) {
        Optional<String> refusal = AttentionInputs.refusal(attention(p), List.of(Format.BINARY32));
        if (refusal.isPresent()) {
            return refusal;
        }
        for (String name : List.of("offset", "tables", "max-length")) {
            String given = p.parameters().getOrDefault(name, "");
            if (!given.isEmpty() && !given.equals("key-minus-query") && !given.equals("unique")) {
                return Optional.of("parameter " + name + " is " + given
                        + ", expected one entry for each offset key - query, as many as the case needs");
            }
        }
        Tensor q = tensor(p, "query", "q");
        int n = q.shape().size(-2);
        int heads = q.elements() / n / q.shape().size(-1);
        for (String table : List.of("bias", "multiplier")) {
            int entries = tensor(p, table).elements();
            if (entries != heads * (2 * n - 1)) {
                return Optional.of("tensor " + table + " has " + entries + " entries, expected " + (2 * n - 1)
                        + " for each of " + heads + " heads");
            }
        }
        return tensor(p, "key", "k").shape().size(-2) == n
                ? Optional.empty()
                : Optional.of("as many keys as queries are expected");
    }

    /** The case without its tables. */
    private static Problem attention(Problem p) {
        return p.without("bias", "multiplier");
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        return TileArguments.launch(
                device,
                memory,
                "urpe",
                "urpe_forward",
                attention(p),
                memory.copy(tensor(p, "bias").toBytes()),
                memory.copy(tensor(p, "multiplier").toBytes()),
                tensor(p, "query", "q").shape().size(-2));
    }

    @Override
    public List<Sample> samples() {
        return isGpu()
                ? List.of(sample(2, 70, 40, true), sample(2, 1024, 64, true), sample(16, 8192, 64, false))
                : List.of(sample(2, 70, 40, true));
    }

    private static Sample sample(int heads, int n, int d, boolean checked) {
        return new Sample(
                heads + " heads, " + n + " tokens, width " + d,
                Format.BINARY32,
                () -> sampleProblem(heads, n, d),
                checked);
    }

    private static Problem sampleProblem(int heads, int n, int d) {
        SplitMix64 g = new SplitMix64(n);
        Map<String, Tensor> t = Map.of(
                "query", AttentionSamples.uniform(g, Format.BINARY32, 2, heads, n, d),
                "key", AttentionSamples.uniform(g, Format.BINARY32, 2, heads, n, d),
                "value", AttentionSamples.uniform(g, Format.BINARY32, 1, heads, n, d),
                "bias", AttentionSamples.uniform(g, Format.BINARY32, 1, heads, 2 * n - 1),
                "multiplier", AttentionSamples.uniform(g, Format.BINARY32, 2, heads, 2 * n - 1));
        return new Problem(t, Map.of(), "output");
    }
}
