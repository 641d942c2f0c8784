package org.fiducial.theory.construction;

import java.util.List;
import java.util.Map;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Target;

/**
 * A network built for a target, and what is certain about it.
 *
 * @param operator the sheet that it belongs to
 * @param builder how it was built, with the claim of the sheet
 * @param network the weights, all of them binary64 numbers
 * @param bound certified: the distance of the network, evaluated exactly, from the target on the whole unit cube is at most this
 * @param facts what was counted and certified on the way, by name, in order
 */
public record Construction(
        String operator,
        String builder,
        Target target,
        Norm norm,
        TransformerNetwork<SparseMatrix> network,
        double bound,
        Map<String, String> facts) {
    public Construction {
        facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
    }

    /** Width of the residual stream. */
    public int channels() {
        return InterpolatingNetwork.required(network.embedding()).weights().columns();
    }

    /** Attention heads in all blocks. */
    public int heads() {
        return network.blocks().stream().mapToInt(b -> b.heads().size()).sum();
    }

    /** Hidden widths, block by block, layers of a block joined by a cross. */
    public List<String> hidden() {
        return network.blocks().stream().map(Construction::hidden).toList();
    }

    private static String hidden(TransformerBlock<SparseMatrix> block) {
        FeedForward<SparseMatrix> f = block.feedForward();
        return f == null
                ? "0"
                : String.join(
                        "x",
                        f.layers().subList(0, f.layers().size() - 1).stream()
                                .map(l -> String.valueOf(l.weights().columns()))
                                .toList());
    }

    /** Hidden units of all feed-forward layers. */
    public long units() {
        long sum = 0;
        for (TransformerBlock<SparseMatrix> b : network.blocks()) {
            FeedForward<SparseMatrix> f = b.feedForward();
            for (int l = 0; f != null && l < f.layers().size() - 1; l++) {
                sum += f.layers().get(l).weights().columns();
            }
        }
        return sum;
    }

    /** Weights that are not zero. */
    public long weights() {
        long sum = 0;
        for (Map.Entry<String, SparseMatrix> e : NamedWeights.of(network).entrySet()) {
            sum += e.getValue().entries().size();
        }
        return sum;
    }
}
