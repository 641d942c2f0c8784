package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedRing;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.jspecify.annotations.Nullable;

/** The weights of a network by name: {@code embedding.weight}, {@code block0.head1.value.weight}, {@code block3.layer0.bias} and so on. */
public final class NamedWeights {
    private NamedWeights() {}

    /** All weights, offsets and tables that there are, in the order of evaluation. */
    public static Map<String, SparseMatrix> of(TransformerNetwork<SparseMatrix> network) {
        Map<String, SparseMatrix> out = new LinkedHashMap<>();
        put(out, "embedding", network.embedding());
        for (int b = 0; b < network.blocks().size(); b++) {
            TransformerBlock<SparseMatrix> block = network.blocks().get(b);
            for (int h = 0; h < block.heads().size(); h++) {
                String name = "block" + b + ".head" + h + ".";
                AttentionHead<SparseMatrix> head = block.heads().get(h);
                put(out, name + "query", head.query());
                put(out, name + "key", head.key());
                put(out, name + "value", head.value());
                out.put(name + "output.weight", head.output());
                put(out, name + "table.bias", head.bias());
                put(out, name + "table.multiplier", head.multiplier());
            }
            FeedForward<SparseMatrix> f = block.feedForward();
            for (int l = 0; f != null && l < f.layers().size(); l++) {
                put(out, "block" + b + ".layer" + l, f.layers().get(l));
            }
        }
        put(out, "readout", network.readOut());
        return out;
    }

    private static void put(Map<String, SparseMatrix> out, String name, @Nullable Affine<SparseMatrix> map) {
        if (map != null) {
            out.put(name + ".weight", map.weights());
            put(out, name + ".bias", map.offset());
        }
    }

    private static void put(Map<String, SparseMatrix> out, String name, @Nullable SparseMatrix matrix) {
        if (matrix != null) {
            out.put(name, matrix);
        }
    }

    /** The network in exact fractions, to be evaluated by its text. */
    public static TransformerNetwork<Grid<Rational>> exact(
            TransformerNetwork<SparseMatrix> network, LiftedRing<Rational> a) {
        return map(network, m -> m.grid(a));
    }

    /** The network with every matrix replaced. */
    public static <T> TransformerNetwork<T> map(TransformerNetwork<SparseMatrix> network, Function<SparseMatrix, T> f) {
        List<TransformerBlock<T>> blocks = new ArrayList<>();
        for (TransformerBlock<SparseMatrix> block : network.blocks()) {
            List<AttentionHead<T>> heads = new ArrayList<>();
            for (AttentionHead<SparseMatrix> h : block.heads()) {
                heads.add(new AttentionHead<>(
                        map(h.query(), f),
                        map(h.key(), f),
                        map(h.value(), f),
                        f.apply(h.output()),
                        h.bias() == null ? null : f.apply(h.bias()),
                        h.multiplier() == null ? null : f.apply(h.multiplier())));
            }
            FeedForward<SparseMatrix> old = block.feedForward();
            FeedForward<T> feedForward = null;
            if (old != null) {
                List<Affine<T>> layers = new ArrayList<>();
                for (Affine<SparseMatrix> layer : old.layers()) {
                    layers.add(map(layer, f));
                }
                feedForward = new FeedForward<>(layers, old.skip());
            }
            blocks.add(new TransformerBlock<>(heads, block.skip(), feedForward));
        }
        Affine<SparseMatrix> embedding = network.embedding();
        Affine<SparseMatrix> readOut = network.readOut();
        return new TransformerNetwork<>(
                embedding == null ? null : map(embedding, f),
                blocks,
                readOut == null ? null : map(readOut, f),
                network.scale());
    }

    private static <T> Affine<T> map(Affine<SparseMatrix> map, Function<SparseMatrix, T> f) {
        SparseMatrix offset = map.offset();
        return new Affine<>(f.apply(map.weights()), offset == null ? null : f.apply(offset));
    }
}
