package org.fiducial.theory.construction;

import java.util.HashMap;
import java.util.Map;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A network evaluated in binary64 as any user of its weights would: softmax by subtracting the row maximum, sums in the order of the
 * entries. No error bound; certificates are about exact evaluation.
 */
public final class Binary64Run {
    private final TransformerNetwork<SparseMatrix> network;
    private final Map<SparseMatrix, double[]> values = new HashMap<>();

    /**
     * The network to run.
     *
     * @throws ArithmeticException if a weight is no binary64 number
     */
    public Binary64Run(TransformerNetwork<SparseMatrix> network) {
        this.network = network;
        for (SparseMatrix m : NamedWeights.of(network).values()) {
            values.put(
                    m,
                    m.entries().stream()
                            .mapToDouble(e -> SparseMatrix.exactly(e.value()))
                            .toArray());
        }
    }

    /** The outputs of scalar tokens. */
    public double[] at(double... x) {
        int n = x.length;
        double[][] t = new double[n][1];
        for (int i = 0; i < n; i++) {
            t[i][0] = x[i];
        }
        t = affine(InterpolatingNetwork.required(network.embedding()), t);
        for (TransformerBlock<SparseMatrix> block : network.blocks()) {
            double[][] y = new double[n][t[0].length];
            for (AttentionHead<SparseMatrix> head : block.heads()) {
                add(y, head(head, t));
            }
            if (block.skip()) {
                add(y, t);
            }
            FeedForward<SparseMatrix> f = block.feedForward();
            t = y;
            if (f != null) {
                for (int l = 0; l < f.layers().size(); l++) {
                    t = affine(f.layers().get(l), l == 0 ? t : rectified(t));
                }
                if (f.skip()) {
                    add(t, y);
                }
            }
        }
        t = affine(InterpolatingNetwork.required(network.readOut()), t);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = t[i][0];
        }
        return out;
    }

    private static double[][] rectified(double[][] x) {
        for (double[] row : x) {
            for (int c = 0; c < row.length; c++) {
                row[c] = Math.max(row[c], 0);
            }
        }
        return x;
    }

    private static void add(double[][] to, double[][] x) {
        for (int i = 0; i < to.length; i++) {
            for (int c = 0; c < to[i].length; c++) {
                to[i][c] += x[i][c];
            }
        }
    }

    private double[][] affine(Affine<SparseMatrix> map, double[][] x) {
        double[][] out = product(x, map.weights());
        SparseMatrix offset = map.offset();
        if (offset != null) {
            double[] value = of(offset);
            for (int k = 0; k < value.length; k++) {
                SparseMatrix.Entry e = offset.entries().get(k);
                for (int i = 0; i < out.length; i++) {
                    out[i][e.column()] += offset.rows() == 1 || e.row() == i ? value[k] : 0;
                }
            }
        }
        return out;
    }

    private double[] of(SparseMatrix m) {
        double[] v = values.get(m);
        if (v == null) {
            throw new IllegalStateException("a matrix of another network");
        }
        return v;
    }

    private double[][] product(double[][] x, SparseMatrix m) {
        double[] value = of(m);
        double[][] out = new double[x.length][m.columns()];
        int k = 0;
        for (SparseMatrix.Entry e : m.entries()) {
            for (int i = 0; i < x.length; i++) {
                out[i][e.column()] += x[i][e.row()] * value[k];
            }
            k++;
        }
        return out;
    }

    private double[][] head(AttentionHead<SparseMatrix> head, double[][] x) {
        int n = x.length;
        double[][] query = affine(head.query(), x);
        double[][] key = affine(head.key(), x);
        double[][] value = affine(head.value(), x);
        double[] bias = table(head.bias(), n, 0);
        double[] multiplier = table(head.multiplier(), n, 1);
        double[][] out = new double[n][value[0].length];
        for (int i = 0; i < n; i++) {
            double[] s = new double[n];
            double top = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < query[i].length; c++) {
                    s[j] += query[i][c] * key[j][c];
                }
                s[j] += bias[j - i + n - 1];
                top = Math.max(top, s[j]);
            }
            double sum = 0;
            for (int j = 0; j < n; j++) {
                s[j] = Math.exp(s[j] - top);
                sum += s[j];
            }
            for (int j = 0; j < n; j++) {
                double w = s[j] / sum * multiplier[j - i + n - 1];
                for (int c = 0; c < value[j].length; c++) {
                    out[i][c] += w * value[j][c];
                }
            }
        }
        return product(out, head.output());
    }

    private double[] table(@Nullable SparseMatrix table, int n, double otherwise) {
        double[] t = new double[2 * n - 1];
        if (table == null) {
            java.util.Arrays.fill(t, otherwise);
        } else {
            double[] value = of(table);
            for (int k = 0; k < value.length; k++) {
                t[table.entries().get(k).row()] = value[k];
            }
        }
        return t;
    }
}
