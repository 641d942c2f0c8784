package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.gpu.TextJudge.Text;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of operators beside softmax attention, each against its operator's text. */
class OperatorKernelsTest {
    private static void assumePresent(Place place) {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
    }

    private static Tensor uniform(SplitMix64 g, double radius, int... sizes) {
        return AttentionSamples.uniform(g, Format.BINARY32, radius, sizes);
    }

    private static void check(Float32Kernels kernels, Problem p, List<Text> heads) {
        assertEquals(Optional.empty(), kernels.refusal(p));
        Tensor out = kernels.run(p, 0).output();
        TextJudge.assertConforms(heads, kernels.declared(p), out);
        if (kernels.name().startsWith("host:")) {
            HostDevice device = (HostDevice) Place.HOST.device();
            device.order(HostDevice.Order.SHUFFLED);
            try {
                assertEquals(out, kernels.run(p, 0).output(), "does not depend on the order of threads");
            } finally {
                device.order(HostDevice.Order.ASCENDING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void urpe(Place place) {
        assumePresent(place);
        int n = 75;
        SplitMix64 g = new SplitMix64(3);
        Map<String, Tensor> t = new HashMap<>();
        t.put("query", uniform(g, 2, 2, n, 20));
        t.put("key", uniform(g, 2, 2, n, 20));
        t.put("value", uniform(g, 1, 2, n, 24));
        t.put("bias", uniform(g, 1, 2, 2 * n - 1));
        t.put("multiplier", uniform(g, 2, 2, 2 * n - 1));
        AllowedKeys allowed = AttentionMask.causal(CausalAlignment.TOP_LEFT).allowed(n, n);
        List<Text> heads = new ArrayList<>();
        for (int h = 0; h < 2; h++) {
            int head = h;
            heads.add(new Text() {
                @Override
                public <T> T evaluate(ExponentialField<T> a) {
                    T logits = SoftmaxAttention.logits(
                            a,
                            a.literal(matrix(t, "query", head)),
                            a.literal(matrix(t, "key", head)),
                            Scale.reciprocalSqrt(20),
                            a.literal(toeplitz(t, "bias", head, n)));
                    return UrpeAttention.output(
                            a,
                            logits,
                            a.literal(toeplitz(t, "multiplier", head, n)),
                            a.literal(matrix(t, "value", head)),
                            allowed);
                }
            });
        }
        check(new UrpeKernels(place), new Problem(t, Map.of("causal", "top-left"), "output"), heads);
    }

    private static Matrix matrix(Map<String, Tensor> t, String name, int head) {
        Tensor x = t.get(name);
        if (x == null) {
            throw new IllegalStateException(name);
        }
        return x.matrix(head);
    }

    /** Entry (i, j) is that of offset j - i. */
    private static Matrix toeplitz(Map<String, Tensor> t, String name, int head, int n) {
        Tensor table = t.get(name);
        double[] entries = table == null ? new double[0] : table.toDoubles(head);
        double[] x = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                x[i * n + j] = entries[j - i + n - 1];
            }
        }
        return new Matrix(n, n, x);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void flashBias(Place place) {
        assumePresent(place);
        SplitMix64 g = new SplitMix64(4);
        Map<String, Tensor> t = Map.of(
                "query", uniform(g, 2, 2, 66, 10),
                "key", uniform(g, 2, 1, 80, 10),
                "value", uniform(g, 1, 1, 80, 70),
                "query-factors", uniform(g, 1, 2, 66, 7),
                "key-factors", uniform(g, 1, 1, 80, 7));
        AllowedKeys allowed = AttentionMask.causal(CausalAlignment.BOTTOM_RIGHT).allowed(66, 80);
        List<Text> heads = new ArrayList<>();
        for (int h = 0; h < 2; h++) {
            int head = h;
            heads.add(new Text() {
                @Override
                public <T> T evaluate(ExponentialField<T> a) {
                    T bias = a.matmul(
                            a.literal(matrix(t, "query-factors", head)),
                            a.transpose(a.literal(matrix(t, "key-factors", 0))));
                    T logits = SoftmaxAttention.logits(
                            a,
                            a.literal(matrix(t, "query", head)),
                            a.literal(matrix(t, "key", 0)),
                            Scale.reciprocalSqrt(10),
                            bias);
                    return SoftmaxAttention.output(a, logits, a.literal(matrix(t, "value", 0)), allowed);
                }
            });
        }
        check(new FlashBiasKernels(place), new Problem(t, Map.of("causal", "bottom-right"), "output"), heads);
    }

    /** The recurrence as the kernels bracket it: every chunk from a zero state, carried states, then every chunk from its own. */
    private interface Recurrence {
        <T> T decay(ExponentialField<T> a, int i);

        <T> T drive(ExponentialField<T> a, int i);

        <T> T read(ExponentialField<T> a, T state, int i);

        default <T> T outputs(ExponentialField<T> a, int length, int rows, int columns) {
            List<T> outputs = new ArrayList<>();
            T carried = a.constant(rows, columns, Dyadic.ZERO);
            for (int first = 0; first < length; first += ScanKernels.CHUNK) {
                int end = Math.min(length, first + ScanKernels.CHUNK);
                T h = a.constant(rows, columns, Dyadic.ZERO);
                T own = h;
                T product = a.constant(rows, columns, Dyadic.ONE);
                T run = carried;
                for (int i = first; i < end; i++) {
                    T decay = decay(a, i);
                    T drive = drive(a, i);
                    own = a.add(a.multiply(own, decay), drive);
                    product = a.multiply(product, decay);
                    run = a.add(a.multiply(run, decay), drive);
                    outputs.add(a.transpose(read(a, run, i)));
                }
                carried = a.add(a.multiply(product, carried), own);
            }
            return a.concatenateRows(outputs);
        }
    }

    private static <T> T row(ExponentialField<T> a, Map<String, Tensor> t, String name, int i) {
        Tensor x = t.get(name);
        if (x == null) {
            throw new IllegalStateException(name);
        }
        return a.literal(x.matrix().rows(i, i + 1));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void selectiveStateSpace(Place place) {
        assumePresent(place);
        int length = 150;
        Problem p = ScanKernels.selective(length, 6, 40, true).problem().get();
        Map<String, Tensor> t = p.tensors();
        Recurrence s6 = new Recurrence() {
            @Override
            public <T> T decay(ExponentialField<T> a, int i) {
                Tensor rates = java.util.Objects.requireNonNull(t.get("rates"));
                return a.exp(a.negate(a.multiply(a.literal(rates.matrix()), a.transpose(row(a, t, "delta", i)))));
            }

            @Override
            public <T> T drive(ExponentialField<T> a, int i) {
                T gain = a.matmul(a.transpose(row(a, t, "delta", i)), row(a, t, "b", i));
                return a.multiply(gain, a.transpose(row(a, t, "input", i)));
            }

            @Override
            public <T> T read(ExponentialField<T> a, T state, int i) {
                Tensor skip = java.util.Objects.requireNonNull(t.get("skip"));
                T skipped =
                        a.multiply(a.literal(new Matrix(6, 1, skip.toDoubles())), a.transpose(row(a, t, "input", i)));
                return a.add(a.rowSums(a.multiply(state, row(a, t, "c", i))), skipped);
            }
        };
        Text text = new Text() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                return s6.outputs(a, length, 6, 40);
            }
        };
        check(new ScanKernels(place), p, List.of(text));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void linearAttention(Place place) {
        assumePresent(place);
        int length = 140;
        SplitMix64 g = new SplitMix64(6);
        Map<String, Tensor> t = Map.of(
                "query", positive(uniform(g, 1, length, 33)),
                "key", positive(uniform(g, 1, length, 33)),
                "value", uniform(g, 1, length, 5));
        Recurrence linear = new Recurrence() {
            @Override
            public <T> T decay(ExponentialField<T> a, int i) {
                return a.constant(6, 33, Dyadic.ONE);
            }

            @Override
            public <T> T drive(ExponentialField<T> a, int i) {
                T value = a.concatenateRows(List.of(a.transpose(row(a, t, "value", i)), a.constant(1, 1, Dyadic.ONE)));
                return a.matmul(value, row(a, t, "key", i));
            }

            @Override
            public <T> T read(ExponentialField<T> a, T state, int i) {
                return a.rowSums(a.multiply(state, row(a, t, "query", i)));
            }
        };
        Text text = new Text() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                T sums = linear.outputs(a, length, 6, 33);
                return a.divide(a.columns(sums, 0, 5), a.columns(sums, 5, 6));
            }
        };
        Map<String, String> parameters = Map.of("system", "linear", "feature-map", "identity");
        check(new ScanKernels(place), new Problem(t, parameters, "output"), List.of(text));
    }

    private static Tensor positive(Tensor x) {
        double[] y = x.toDoubles();
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.abs(y[i]) + 0.125;
        }
        return Tensor.rounded(Format.BINARY32, y, x.shape().sizes());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void scatterbrain(Place place) {
        assumePresent(place);
        Problem p = new ScatterbrainSamples.Recipe(new int[] {}, 40, 70, 12, 12, 20, "support=tensor scale=1", 0, 0)
                .problem("output");
        Map<String, Tensor> t = p.tensors();
        byte[] support = java.util.Objects.requireNonNull(t.get("support")).toBytes();
        BitSet[] pairs = new BitSet[40];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new BitSet(70);
            for (int j = 0; j < 70; j++) {
                pairs[i].set(j, support[i * 70 + j] != 0);
            }
        }
        Text text = new Text() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                T x = all(a, t, "query");
                T y = all(a, t, "key");
                T projections = all(a, t, "projections");
                FeatureMap map = FeatureMap.HYPERBOLIC;
                SparseSupport s = SparseSupport.of(AllowedKeys.all(40, 70), pairs);
                T sums = ScatterbrainAttention.efficientSums(
                        a,
                        a.matmul(x, a.transpose(y)),
                        map.features(a, x, projections, FeatureMap.halfSquaredNorms(a, x)),
                        map.features(a, y, projections, FeatureMap.halfSquaredNorms(a, y)),
                        all(a, t, "value"),
                        map.divisor(20),
                        s);
                return ScatterbrainAttention.efficientOutput(a, sums, s);
            }
        };
        check(new ScatterbrainKernels(place), p, List.of(text));
    }

    private static <T> T all(ExponentialField<T> a, Map<String, Tensor> t, String name) {
        Tensor x = t.get(name);
        if (x == null) {
            throw new IllegalStateException(name);
        }
        return a.literal(x.matrix());
    }
}
