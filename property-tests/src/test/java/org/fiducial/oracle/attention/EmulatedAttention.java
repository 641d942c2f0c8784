package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/** An implementation of attention in a declared float model. What the model leaves open (place of the scale, tiles, ...) is drawn. */
final class EmulatedAttention extends EmulatedOperations {
    private final boolean normaliseFirst;
    private final boolean sumStored;
    private final boolean biasFirst;
    private final boolean storeRaw;
    private final int scaleOn;
    private final boolean weightsFromLse;
    private final boolean deltaFromWeights;
    private final int tile;
    private final boolean inPlace;

    EmulatedAttention(FloatModel model, SplittableRandom random) {
        super(model, random);
        this.normaliseFirst = random.nextInt(3) == 0;
        this.sumStored = random.nextBoolean();
        this.biasFirst = random.nextBoolean();
        this.storeRaw = random.nextBoolean();
        this.scaleOn = model.scaledQuery() != null ? 1 : random.nextInt(3);
        this.weightsFromLse = random.nextBoolean();
        this.deltaFromWeights = random.nextBoolean();
        SumOrder s = model.sum();
        this.tile = switch (s.kind()) {
            case DEPTH -> Integer.MAX_VALUE;
            case TILES -> s.size();
            case ANY -> random.nextBoolean() ? Integer.MAX_VALUE : 16 * (1 + random.nextInt(2));
        };
        this.inPlace = s.kind() == SumOrder.Kind.ANY && random.nextBoolean();
    }

    /** The rows of one head, all in binary64 numbers that the model's formats hold. */
    record Head(
            double[][] q,
            double[][] k,
            double[][] v,
            double @Nullable [][] bias,
            BitSet[] allowed,
            double tau,
            int radicand) {}

    /** What one row leaves for the backward pass. */
    record Row(double[] logits, double[] weights, double[] output, double lse) {}

    private double scaleFactor(Head h) {
        double root = Math.sqrt(h.radicand);
        if (model.scalePlacement() == ScalePlacement.SPLIT) {
            return model.scaleRoundings() == 0 ? Math.sqrt(h.tau / root) : operand(r(Math.sqrt(h.tau / root)));
        }
        return operand(
                switch (model.scaleRoundings()) {
                    case 0, 1 -> r(h.tau / root);
                    default -> h.tau == 1 ? r(1 / r(root)) : r(h.tau / root);
                });
    }

    private double[] scaled(double[] x, double t) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = times(x[i], t);
        }
        return out;
    }

    /** Queries as they enter the first product. */
    double[] query(Head h, int i) {
        boolean split = model.scalePlacement() == ScalePlacement.SPLIT;
        if (model.argument() == ExpArgument.FUSED && !split && model.scaledQuery() == null) {
            return h.q[i];
        }
        double[] q = split || scaleOn == 1 ? scaled(h.q[i], scaleFactor(h)) : h.q[i];
        if (model.scaledQuery() != null) {
            q = q.clone();
            for (int l = 0; l < q.length; l++) {
                q[l] = store(model.scaledQuery(), q[l]);
            }
        }
        return q;
    }

    /** One row; base-2 logits on the fused path. */
    Row row(Head h, int i) {
        boolean split = model.scalePlacement() == ScalePlacement.SPLIT;
        boolean fused = model.argument() == ExpArgument.FUSED;
        boolean alphaScales = fused && !split && model.scaledQuery() == null;
        double t = scaleFactor(h);
        double log2e = r(1 / Math.log(2));
        double alpha = alphaScales ? times(t, log2e) : log2e;
        BitSet set = h.allowed[i];
        int m = set.length();
        double[] s = new double[m];
        double[] q = query(h, i);
        for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
            double[] k = split || !alphaScales && scaleOn == 2 ? scaled(h.k[j], t) : h.k[j];
            double b = h.bias == null ? 0 : h.bias[i][j];
            boolean inside = h.bias != null && biasFirst && !alphaScales && (split || scaleOn != 0);
            double x = dot(q, k, b, inside);
            boolean late = !split && !alphaScales && scaleOn == 0;
            Format f = model.logits();
            boolean raw = f != null && storeRaw && h.bias == null;
            if (f != null && raw) {
                x = store(f, x);
            }
            if (late) {
                x = times(x, t);
            }
            if (h.bias != null && !inside) {
                x = alphaScales ? x : add(x, operand(b));
            }
            if (f != null && !raw) {
                x = store(f, x);
            }
            s[j] = x;
        }
        // The fused path with a bias adds it in base 2.
        boolean baseTwo = fused && h.bias != null && alphaScales;
        boolean unfused = fused && (baseTwo || storeRaw);
        if (unfused) {
            for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
                double x = times(s[j], alpha);
                s[j] = baseTwo && h.bias != null ? add(x, times(h.bias[i][j], log2e)) : x;
            }
        }
        int width = h.v[0].length;
        double top = Double.NEGATIVE_INFINITY;
        double l = 0;
        double[] a = new double[width];
        double[] weights = new double[m];
        double[] kept = new double[m];
        int step = Math.min(tile, Math.max(1, m));
        for (int first = 0; first < m; first += step) {
            List<Integer> keys = new ArrayList<>();
            double best = top;
            for (int j = set.nextSetBit(first); j >= 0 && j < first + step; j = set.nextSetBit(j + 1)) {
                keys.add(j);
                best = Math.max(best, s[j]);
            }
            if (keys.isEmpty()) {
                continue;
            }
            double factor = top == Double.NEGATIVE_INFINITY
                    ? 0
                    : exponential(argument(top, best, alpha, fused, unfused, true), 0);
            top = best;
            double[] e = new double[keys.size()];
            for (int x = 0; x < e.length; x++) {
                int j = keys.get(x);
                e[x] = exponential(argument(s[j], top, alpha, fused, unfused, false), j);
                weights[j] = e[x];
                kept[j] = store(model.weights(), e[x]);
            }
            boolean single = first == 0 && step >= m;
            if (single && normaliseFirst) {
                l = sum(e, 0, e.length);
                for (int x = 0; x < e.length; x++) {
                    kept[keys.get(x)] = store(model.weights(), divided(e[x], l));
                }
            } else {
                for (int x = 0; x < e.length; x++) {
                    e[x] = sumStored ? kept[keys.get(x)] : e[x];
                }
                l = accumulated(product(l, factor), e);
            }
            for (int c = 0; c < width; c++) {
                double[] terms = new double[e.length];
                for (int x = 0; x < e.length; x++) {
                    terms[x] = times(kept[keys.get(x)], h.v[keys.get(x)][c]);
                }
                a[c] = accumulated(product(a[c], factor), terms);
            }
            if (single && normaliseFirst) {
                return new Row(s, weights, outputs(a), lse(h, top, l, alpha, fused, unfused));
            }
        }
        for (int c = 0; c < width; c++) {
            a[c] = divided(a[c], l);
        }
        return new Row(s, weights, outputs(a), lse(h, top, l, alpha, fused, unfused));
    }

    private double[] outputs(double[] a) {
        double[] out = new double[a.length];
        for (int c = 0; c < a.length; c++) {
            out[c] = store(model.output(), a[c]);
        }
        return out;
    }

    private double accumulated(double total, double[] terms) {
        if (!inPlace) {
            double s = sum(terms, 0, terms.length);
            return total == 0 ? s : add(total, s);
        }
        double s = total;
        for (double x : terms) {
            s = add(s, x);
        }
        return s;
    }

    private double argument(double s, double c, double alpha, boolean fused, boolean unfused, boolean rescale) {
        if (!fused) {
            double x = add(s, -c);
            return model.argument() == ExpArgument.BASE2 ? times(x, r(1 / Math.log(2))) : x;
        }
        if (unfused) {
            return add(s, -c);
        }
        if (rescale) {
            return times(add(s, -c), alpha);
        }
        double shift = times(c, alpha);
        return acc == Format.BINARY32
                ? flushed(acc, Math.fma((float) s, (float) alpha, (float) -shift))
                : flushed(acc, acc.round(Math.fma(s, alpha, -shift)));
    }

    private double lse(Head h, double top, double l, double alpha, boolean fused, boolean unfused) {
        if (!fused) {
            return add(top, logarithm(l));
        }
        if (unfused) {
            double two = add(top, r(logarithm(l) * r(1 / Math.log(2))));
            return times(two, r(Math.log(2)));
        }
        boolean alphaScales = model.scalePlacement() != ScalePlacement.SPLIT && model.scaledQuery() == null;
        return add(alphaScales ? times(top, scaleFactor(h)) : top, logarithm(l));
    }

    /** Gradients of the heads that share a key/value head: dQ of each head, then dK, then dV. */
    List<double[][]> gradients(List<Head> heads, List<double[][]> upstream) {
        List<double[][]> out = new ArrayList<>();
        Head first = heads.get(0);
        int m = first.k.length;
        int d = first.k[0].length;
        int width = first.v[0].length;
        List<List<List<Double>>> dk = lists(m, d);
        List<List<List<Double>>> dv = lists(m, width);
        for (int n = 0; n < heads.size(); n++) {
            Head h = heads.get(n);
            double[][] dq = new double[h.q.length][d];
            for (int i = 0; i < h.q.length; i++) {
                if (!h.allowed[i].isEmpty()) {
                    dq[i] = gradientRow(h, i, upstream.get(n)[i], dk, dv);
                }
            }
            out.add(dq);
        }
        double t = scaleFactor(first);
        out.add(totals(dk, model.scalePlacement() == ScalePlacement.ONCE && scaleOn == 0 ? t : 1));
        out.add(totals(dv, 1));
        return out;
    }

    private double[] gradientRow(Head h, int i, double[] g, List<List<List<Double>>> dk, List<List<List<Double>>> dv) {
        Row row = row(h, i);
        BitSet set = h.allowed[i];
        int d = h.k[0].length;
        double t = scaleFactor(h);
        boolean once = model.scalePlacement() == ScalePlacement.ONCE;
        int m = set.length();
        double[] p = new double[m];
        double[] u = new double[m];
        List<Double> pu = new ArrayList<>();
        double l = 0;
        if (!weightsFromLse || model.argument() == ExpArgument.FUSED) {
            List<Double> all = new ArrayList<>();
            double top = Double.NEGATIVE_INFINITY;
            for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
                top = Math.max(top, row.logits[j]);
            }
            // Weights were taken from running maxima; take them again from the last one.
            for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
                p[j] = exponential(again(h, row.logits[j], top), j);
                all.add(p[j]);
            }
            double[] e = all.stream().mapToDouble(Double::doubleValue).toArray();
            l = sum(e, 0, e.length);
        }
        for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
            p[j] = l > 0 ? divided(p[j], l) : exponential(argument(row.logits[j], row.lse, 1, false, false, false), j);
            u[j] = dot(g, h.v[j], 0, false);
            pu.add(times(p[j], u[j]));
        }
        double[] products = pu.stream().mapToDouble(Double::doubleValue).toArray();
        double delta = deltaFromWeights ? sum(products, 0, products.length) : dot(g, row.output, 0, false);
        List<List<Double>> dq = new ArrayList<>();
        for (int c = 0; c < d; c++) {
            dq.add(new ArrayList<>());
        }
        double[] q = once && scaleOn == 1 ? query(h, i) : h.q[i];
        for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
            double ds = store(model.weights(), times(p[j], add(u[j], -delta)));
            double onK = once && (scaleOn == 0 || q != h.q[i]) ? ds : times(ds, t);
            onK = once ? onK : times(onK, t);
            for (int c = 0; c < d; c++) {
                dq.get(c).add(times(once ? ds : times(times(ds, t), t), h.k[j][c]));
                dk.get(j).get(c).add(times(onK, q[c]));
            }
            double stored = store(model.weights(), p[j]);
            for (int c = 0; c < g.length; c++) {
                dv.get(j).get(c).add(times(stored, g[c]));
            }
        }
        double[] out = new double[d];
        for (int c = 0; c < d; c++) {
            double[] x = dq.get(c).stream().mapToDouble(Double::doubleValue).toArray();
            double total = sum(x, 0, x.length);
            out[c] = store(model.output(), once ? times(total, t) : total);
        }
        return out;
    }

    private double again(Head h, double s, double top) {
        boolean fused = model.argument() == ExpArgument.FUSED;
        boolean alphaScales = fused && model.scalePlacement() != ScalePlacement.SPLIT && model.scaledQuery() == null;
        double log2e = r(1 / Math.log(2));
        boolean unfused = fused && (h.bias != null && alphaScales || storeRaw);
        return argument(s, top, alphaScales ? times(scaleFactor(h), log2e) : log2e, fused, unfused, false);
    }

    private double[][] totals(List<List<List<Double>>> terms, double t) {
        double[][] out = new double[terms.size()][];
        for (int j = 0; j < out.length; j++) {
            out[j] = new double[terms.get(j).size()];
            for (int c = 0; c < out[j].length; c++) {
                double[] x = terms.get(j).get(c).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                double total = sum(x, 0, x.length);
                out[j][c] = store(model.output(), t == 1 ? total : times(total, t));
            }
        }
        return out;
    }

    private static List<List<List<Double>>> lists(int rows, int columns) {
        List<List<List<Double>>> out = new ArrayList<>();
        for (int j = 0; j < rows; j++) {
            List<List<Double>> row = new ArrayList<>();
            for (int c = 0; c < columns; c++) {
                row.add(new ArrayList<>());
            }
            out.add(row);
        }
        return out;
    }
}
