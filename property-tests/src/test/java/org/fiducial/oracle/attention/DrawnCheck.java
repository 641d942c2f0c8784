package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A drawn case with a drawn model, and what an emulated implementation in that model returns. */
final class DrawnCheck {
    /** Shapes of difficulty; each draws inputs that hurt in its own way. */
    enum Kind {
        PLAIN,
        LARGE_LOGITS,
        EQUAL_KEYS,
        ONE_HOT,
        CANCELLING_VALUES,
        CANCELLING_LOGITS,
        SUBNORMAL,
        HUGE,
        TINY_AND_HUGE,
        CONSTANT
    }

    final Kind kind;
    final FloatModel model;
    final int heads;
    final int keyHeads;
    final int n;
    final int m;
    final int d;
    final int dv;
    private final SplittableRandom random;
    private final Format input;
    private final double tau;
    private final boolean rsqrt;
    private final List<double[][]> q = new ArrayList<>();
    private final List<double[][]> k = new ArrayList<>();
    private final List<double[][]> v = new ArrayList<>();
    private final List<double[][]> g = new ArrayList<>();
    private final List<double[][]> bias = new ArrayList<>();
    private final BitSet[] allowed;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    DrawnCheck(long seed) {
        random = new SplittableRandom(seed);
        kind = Kind.values()[random.nextInt(Kind.values().length)];
        keyHeads = 1 + random.nextInt(2);
        heads = keyHeads * (1 + random.nextInt(2));
        n = 1 + random.nextInt(4);
        m = random.nextInt(8) == 0 ? 1 : 1 + random.nextInt(random.nextInt(3) == 0 ? 70 : 12);
        d = 1 + random.nextInt(8);
        dv = 1 + random.nextInt(3);
        boolean withBias = random.nextInt(4) == 0;
        rsqrt = random.nextBoolean();
        boolean exactScale = !rsqrt && random.nextInt(3) == 0;
        tau = rsqrt ? 1 : exactScale ? Math.scalb(1.0, random.nextInt(5) - 3) : 0.05 + random.nextDouble();
        model = model(withBias, exactScale);
        Format[] inputs = model.accumulate() == Format.BINARY64
                ? new Format[] {Format.BINARY64, Format.BINARY32}
                : new Format[] {Format.BINARY32, Format.BFLOAT16, Format.BINARY16};
        // Inputs enter the accumulation as they are, so it must hold them.
        Format drawn = inputs[random.nextInt(inputs.length)];
        input = drawn.precision() <= model.accumulate().precision()
                        && drawn.minExponent() >= model.accumulate().minExponent()
                ? drawn
                : model.accumulate();
        for (int h = 0; h < keyHeads; h++) {
            numbers();
        }
        for (int h = 0; h < heads; h++) {
            q.add(queries(k.get(h * keyHeads / heads)));
            g.add(matrix(n, dv, 1));
            if (withBias) {
                bias.add(matrix(n, m, kind == Kind.LARGE_LOGITS ? 40 : 2));
            }
        }
        allowed = mask();
        if (!rsqrt) {
            parameters.put("scale", Double.toString(tau));
        }
    }

    private FloatModel model(boolean withBias, boolean exactScale) {
        Format[] accumulates = {
            Format.BINARY32,
            Format.BINARY32,
            Format.BINARY32,
            Format.BINARY64,
            Format.TF32,
            Format.BFLOAT16,
            Format.BINARY16
        };
        Format acc = accumulates[random.nextInt(accumulates.length)];
        boolean low = acc.precision() < 20;
        Format[] coarse = {Format.BFLOAT16, Format.BINARY16, Format.E4M3};
        Format[] outputs = {acc, acc, Format.BINARY32, Format.BINARY16, Format.BFLOAT16};
        ExpArgument argument = ExpArgument.values()[random.nextInt(3)];
        double[] ulps = low
                ? new double[] {0.5, 1, 2}
                : acc == Format.BINARY64 ? new double[] {2, 3} : new double[] {0.5, 1, 2, 20, 500};
        SumOrder sum =
                switch (random.nextInt(3)) {
                    case 0 -> SumOrder.ANY;
                    case 1 -> new SumOrder(SumOrder.Kind.DEPTH, Math.max(1, EmulatedAttention.depth(m)));
                    default -> new SumOrder(SumOrder.Kind.TILES, 1 + random.nextInt(9));
                };
        boolean storedQuery = !low && random.nextInt(5) == 0;
        boolean storedLogits = random.nextInt(5) == 0 && !(withBias && argument == ExpArgument.FUSED);
        ScalePlacement placement = random.nextInt(3) == 0 ? ScalePlacement.SPLIT : ScalePlacement.ONCE;
        int roundings =
                exactScale && placement == ScalePlacement.ONCE ? 0 : exactScale ? 1 : rsqrt ? 2 : 1 + random.nextInt(2);
        if (acc == Format.BINARY64 && placement == ScalePlacement.SPLIT) {
            roundings = 2;
        }
        return FloatModel.of(Format.BINARY32)
                .withAccumulate(acc)
                .withLogits(storedLogits ? coarse[random.nextInt(2)] : null)
                .withWeights(random.nextInt(3) == 0 ? coarse[random.nextInt(3)] : acc)
                .withOutput(outputs[random.nextInt(outputs.length)])
                .withExp(ulps[random.nextInt(ulps.length)], argument)
                .withScale(placement, roundings, storedQuery ? coarse[random.nextInt(2)] : null)
                .withSum(sum)
                .withFlushToZero(random.nextInt(5) == 0)
                .withReciprocalNormaliser(random.nextInt(4) == 0);
    }

    private double number(double size) {
        return input.round(size * (2 * random.nextDouble() - 1));
    }

    private double[][] matrix(int rows, int columns, double size) {
        double[][] x = new double[rows][columns];
        for (double[] row : x) {
            for (int c = 0; c < columns; c++) {
                row[c] = number(size);
            }
        }
        return x;
    }

    private double least() {
        return Math.scalb(1.0, input.minExponent());
    }

    private double most() {
        return Math.scalb(1.0, input.maxExponent());
    }

    private void numbers() {
        double[][] keys = matrix(m, d, kind == Kind.LARGE_LOGITS ? 8 : 2);
        double[][] values = matrix(m, dv, 1);
        for (int j = 0; j < m; j++) {
            switch (kind) {
                case EQUAL_KEYS -> keys[j] = keys[0].clone();
                case CANCELLING_VALUES -> {
                    for (int c = 0; c < dv; c++) {
                        values[j][c] =
                                input.round((j % 2 == 0 ? 1000 : -1000) + (random.nextInt(5) == 0 ? values[j][c] : 0));
                    }
                    keys[j] = keys[0].clone();
                }
                case CANCELLING_LOGITS -> {
                    for (int l = 1; l < d; l += 2) {
                        keys[j][l] = -keys[j][l - 1];
                    }
                }
                case SUBNORMAL -> {
                    for (int c = 0; c < dv; c++) {
                        values[j][c] = number(least() * 4);
                    }
                    for (int l = 0; l < d; l++) {
                        keys[j][l] = random.nextBoolean() ? number(least() * 2) : keys[j][l];
                    }
                }
                case HUGE -> {
                    for (int c = 0; c < dv; c++) {
                        values[j][c] = number(most() / (random.nextBoolean() ? 4 : 1000));
                    }
                }
                case TINY_AND_HUGE -> {
                    for (int c = 0; c < dv; c++) {
                        values[j][c] = number(Math.scalb(1.0, random.nextInt(Math.min(60, input.maxExponent())) - 30));
                    }
                }
                case CONSTANT -> values[j] = values[0].clone();
                case ONE_HOT -> {
                    for (int l = 0; l < d && j == m / 2; l++) {
                        keys[j][l] = input.round(30 * keys[j][l]);
                    }
                }
                default -> {}
            }
        }
        k.add(keys);
        v.add(values);
    }

    private double[][] queries(double[][] keys) {
        double[][] x = matrix(n, d, kind == Kind.LARGE_LOGITS ? 8 : 2);
        for (double[] row : x) {
            for (int l = 0; l < d; l++) {
                if (kind == Kind.CANCELLING_LOGITS && l % 2 == 1) {
                    row[l] = row[l - 1];
                    row[l] = random.nextInt(3) == 0 ? input.round(row[l] * 1.01) : row[l];
                }
                if (kind == Kind.SUBNORMAL && random.nextBoolean()) {
                    row[l] = random.nextBoolean() ? number(least() * 2) : number(Math.min(1e3, most() / 8));
                }
                if (kind == Kind.ONE_HOT) {
                    row[l] = Math.copySign(row[l], keys[m / 2][l]);
                }
                if (kind == Kind.HUGE && random.nextInt(6) == 0) {
                    row[l] = number(Math.sqrt(most()));
                }
            }
        }
        return x;
    }

    private BitSet[] mask() {
        BitSet[] sets = new BitSet[n];
        int form = random.nextInt(5);
        int before = random.nextInt(5);
        for (int i = 0; i < n; i++) {
            sets[i] = new BitSet(m);
            for (int j = 0; j < m; j++) {
                sets[i].set(
                        j,
                        switch (form) {
                            case 0, 1 -> true;
                            case 2 -> j <= i;
                            case 3 -> j <= i + m - n;
                            default -> j <= i + m - n && j >= i + m - n - before;
                        });
            }
        }
        switch (form) {
            case 2 -> parameters.put("causal", "top-left");
            case 3 -> parameters.put("causal", "bottom-right");
            case 4 -> {
                parameters.put("causal", "bottom-right");
                parameters.put("window", Integer.toString(before));
            }
            default -> {}
        }
        if (form == 1) {
            for (BitSet s : sets) {
                for (int j = 0; j < m; j++) {
                    s.set(j, random.nextInt(3) > 0);
                }
            }
        }
        hidden = form == 1;
        return sets;
    }

    private boolean hidden;

    /** The case as a file would hold it. */
    CheckedOperator.Case asCase() throws CaseException {
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", tensor(q));
        t.put("key", tensor(k));
        t.put("value", tensor(v));
        t.put("doutput", tensor(g));
        if (!bias.isEmpty()) {
            t.put("bias", tensor(bias));
        }
        if (hidden) {
            boolean[] flags = new boolean[n * m];
            for (int e = 0; e < flags.length; e++) {
                flags[e] = allowed[e / m].get(e % m);
            }
            t.put("mask", Tensor.of(flags, n, m));
        }
        return new SoftmaxAttentionOracle().read(t, parameters);
    }

    /** Every number of every format is one of binary64. */
    private static Tensor tensor(List<double[][]> x) {
        int rows = x.get(0).length;
        int columns = x.get(0)[0].length;
        double[] all = new double[x.size() * rows * columns];
        int at = 0;
        for (double[][] head : x) {
            for (double[] row : head) {
                System.arraycopy(row, 0, all, at, columns);
                at += columns;
            }
        }
        return Tensor.exactly(Format.BINARY64, all, x.size(), rows, columns);
    }

    /** What the emulated implementation returns, by name of the output. */
    Map<String, Tensor> outputs(FloatModel used) {
        EmulatedAttention e = new EmulatedAttention(used, random.split());
        List<double[][]> o = new ArrayList<>();
        double[] lse = new double[heads * n];
        List<double[][]> dq = new ArrayList<>();
        List<double[][]> dk = new ArrayList<>();
        List<double[][]> dv2 = new ArrayList<>();
        int group = heads / keyHeads;
        for (int first = 0; first < heads; first += group) {
            List<EmulatedAttention.Head> shared = new ArrayList<>();
            for (int h = first; h < first + group; h++) {
                double @Nullable [][] b = bias.isEmpty() ? null : bias.get(h);
                EmulatedAttention.Head head = new EmulatedAttention.Head(
                        q.get(h), k.get(first / group), v.get(first / group), b, allowed, tau, rsqrt ? d : 1);
                shared.add(head);
                double[][] rows = new double[n][dv];
                for (int i = 0; i < n; i++) {
                    lse[h * n + i] = Double.NEGATIVE_INFINITY;
                    if (!allowed[i].isEmpty()) {
                        EmulatedAttention.Row r = e.row(head, i);
                        rows[i] = r.output();
                        lse[h * n + i] = e.store(used.output(), r.lse());
                    }
                }
                o.add(rows);
            }
            List<double[][]> gradients = e.gradients(shared, g.subList(first, first + group));
            dq.addAll(gradients.subList(0, group));
            dk.add(gradients.get(group));
            dv2.add(gradients.get(group + 1));
        }
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("output", tensor(o));
        out.put("lse", Tensor.exactly(Format.BINARY64, lse, heads, n));
        out.put("dquery", tensor(dq));
        out.put("dkey", tensor(dk));
        out.put("dvalue", tensor(dv2));
        return out;
    }

    Verdict check(CheckedOperator.Case c, String output, Tensor candidate, FloatModel declared) throws CaseException {
        return c.check(
                candidate, declared, CheckOptions.DEFAULT.withOutput(output).withPowerRows(0));
    }

    @Override
    public String toString() {
        return kind + ", " + heads + "/" + keyHeads + " heads, n " + n + ", m " + m + ", d " + d + ", dv " + dv
                + ", inputs "
                + input + ", tau " + tau + (rsqrt ? "/sqrt(d)" : "") + ", bias " + !bias.isEmpty() + ", " + parameters
                + ", model " + model + ", scale roundings " + model.scaleRoundings();
    }
}
