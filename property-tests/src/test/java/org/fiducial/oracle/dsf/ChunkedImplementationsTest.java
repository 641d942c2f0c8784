package org.fiducial.oracle.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.EmulatedTexts;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Chunks as matrix products in Java's float, written as kernels of SSD and of chunked linear attention compute them and without the operator's
 * classes: right ones conform in every size of chunk, mistaken ones violate.
 */
class ChunkedImplementationsTest {
    private static final int LENGTH = 45;
    private static final int WIDTH = 3;
    private static final int STATES = 5;

    private enum Mistake {
        DECAY_INSIDE_CHUNKS_OFF_BY_ONE,
        STATE_NOT_DECAYED_IN_THE_LAST_CHUNK,
        STATE_DECAYED_BY_A_FULL_CHUNK,
        MASK_OFF_BY_ONE
    }

    private static float at(DrawnMixer d, String name, int... index) {
        return (float) Objects.requireNonNull(d.tensors.get(name)).value(index);
    }

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** SSD: sums of exponents in each chunk, masked products times step sizes, and the state at the chunk's end. */
    private static float[] ssd(DrawnMixer d, int chunk, @Nullable Mistake mistake) {
        float[] y = new float[2 * LENGTH * WIDTH];
        for (int s = 0; s < 2; s++) {
            float[][] state = new float[STATES][WIDTH];
            for (int first = 0; first < LENGTH; first += chunk) {
                int size = Math.min(chunk, LENGTH - first);
                float[] delta = new float[size];
                float[] sums = new float[size];
                for (int i = 0; i < size; i++) {
                    float x = at(d, "delta", s, first + i, 0) + at(d, "delta-bias", 0);
                    delta[i] = x > 20 ? x : (float) Math.log1p(exp(x));
                    sums[i] = (i == 0 ? 0 : sums[i - 1]) - at(d, "rates", 0) * delta[i];
                }
                for (int i = 0; i < size; i++) {
                    for (int e = 0; e < WIDTH; e++) {
                        float out = 0;
                        for (int j = 0; j < (mistake == Mistake.MASK_OFF_BY_ONE ? i : i + 1); j++) {
                            float dot = 0;
                            for (int m = 0; m < STATES; m++) {
                                dot += at(d, "c", s, first + i, m) * at(d, "b", s, first + j, m);
                            }
                            boolean late = mistake == Mistake.DECAY_INSIDE_CHUNKS_OFF_BY_ONE && j > 0;
                            float weight = dot * exp(sums[i] - sums[late ? j - 1 : j]) * delta[j];
                            out += weight * at(d, "input", s, first + j, e);
                        }
                        float carried = 0;
                        for (int m = 0; m < STATES; m++) {
                            carried += at(d, "c", s, first + i, m) * state[m][e];
                        }
                        boolean still = mistake == Mistake.STATE_NOT_DECAYED_IN_THE_LAST_CHUNK && size < chunk;
                        out += still ? carried : carried * exp(sums[i]);
                        y[(s * LENGTH + first + i) * WIDTH + e] =
                                out + at(d, "skip", e) * at(d, "input", s, first + i, e);
                    }
                }
                float last = sums[size - 1];
                for (int m = 0; m < STATES; m++) {
                    for (int e = 0; e < WIDTH; e++) {
                        float added = 0;
                        for (int j = 0; j < size; j++) {
                            float gain = at(d, "b", s, first + j, m) * (exp(last - sums[j]) * delta[j]);
                            added += gain * at(d, "input", s, first + j, e);
                        }
                        boolean full = mistake == Mistake.STATE_DECAYED_BY_A_FULL_CHUNK;
                        state[m][e] = exp(full ? sums[0] * chunk : last) * state[m][e] + added;
                    }
                }
            }
        }
        return y;
    }

    /** Linear attention: masked products in each chunk, the sums of psi(k) v and psi(k) before it, one division at the end. */
    private static float[] linear(DrawnMixer d, int chunk, @Nullable Mistake mistake) {
        float[] y = new float[2 * LENGTH * WIDTH];
        int features = 4;
        for (int s = 0; s < 2; s++) {
            float[][] state = new float[features][WIDTH + 1];
            for (int first = 0; first < LENGTH; first += chunk) {
                int end = Math.min(LENGTH, first + chunk);
                for (int i = first; i < end; i++) {
                    float[] out = new float[WIDTH + 1];
                    for (int j = first; j <= Math.min(end - 1, i + (mistake == Mistake.MASK_OFF_BY_ONE ? 1 : 0)); j++) {
                        float dot = 0;
                        for (int m = 0; m < features; m++) {
                            dot += feature(at(d, "query", s, i, m)) * feature(at(d, "key", s, j, m));
                        }
                        for (int e = 0; e <= WIDTH; e++) {
                            out[e] += dot * value(d, s, j, e);
                        }
                    }
                    for (int e = 0; e <= WIDTH; e++) {
                        float carried = 0;
                        for (int m = 0; m < features; m++) {
                            carried += feature(at(d, "query", s, i, m)) * state[m][e];
                        }
                        out[e] += carried;
                    }
                    for (int e = 0; e < WIDTH; e++) {
                        y[(s * LENGTH + i) * WIDTH + e] = out[e] / out[WIDTH];
                    }
                }
                for (int m = 0; m < features; m++) {
                    for (int e = 0; e <= WIDTH; e++) {
                        float added = 0;
                        for (int j = first; j < end; j++) {
                            added += feature(at(d, "key", s, j, m)) * value(d, s, j, e);
                        }
                        state[m][e] += added;
                    }
                }
            }
        }
        return y;
    }

    private static float value(DrawnMixer d, int s, int j, int e) {
        return e == WIDTH ? 1 : at(d, "value", s, j, e);
    }

    private static float feature(float x) {
        return x > 0 ? x + 1 : exp(x);
    }

    private static Verdict check(DrawnMixer d, float[] y) throws Exception {
        DsfCase c = d.read();
        return c.check(
                Tensor.of(y, c.shape("output")), FloatModel.of(Format.BINARY32), CheckOptions.DEFAULT.withPowerRows(0));
    }

    private static DrawnMixer drawn(MixerKind kind, String form, int chunk) {
        return new DrawnMixer(kind, LENGTH, 31, "form=" + form, "chunk=" + chunk);
    }

    /** dsf-C12: whatever the size of the chunks, and whether the form is declared or not. */
    @Test
    void everySizeOfChunkConforms() throws Exception {
        for (String form : List.of("chunked", "any")) {
            for (int chunk : new int[] {1, 4, 16, 45, 64}) {
                DrawnMixer ssd = drawn(MixerKind.SSD, form, chunk);
                Verdict v = check(ssd, ssd(ssd, chunk, null));
                assertEquals(Outcome.CONFORMS, v.verdict(), () -> chunk + " " + v.worst() + v.reasons());
                assertTrue(v.worst().ratio() > 1e-3 && !v.suspicion().suspicious(), () -> chunk + " " + v.worst());
                DrawnMixer linear = drawn(MixerKind.LINEAR, form, chunk);
                Verdict w = check(linear, linear(linear, chunk, null));
                assertEquals(Outcome.CONFORMS, w.verdict(), () -> chunk + " " + w.worst() + w.reasons());
                assertTrue(w.worst().ratio() > 1e-3 && !w.suspicion().suspicious(), () -> chunk + " " + w.worst());
            }
        }
    }

    @Test
    void mistakesViolate() throws Exception {
        for (int chunk : new int[] {4, 16}) {
            DrawnMixer ssd = drawn(MixerKind.SSD, "chunked", chunk);
            for (Mistake m : Mistake.values()) {
                Verdict v = check(ssd, ssd(ssd, chunk, m));
                assertEquals(Outcome.VIOLATES, v.verdict(), chunk + " " + m);
            }
            DrawnMixer linear = drawn(MixerKind.LINEAR, "chunked", chunk);
            assertEquals(
                    Outcome.VIOLATES,
                    check(linear, linear(linear, chunk, Mistake.MASK_OFF_BY_ONE))
                            .verdict());
        }
    }

    /** dsf-C12 in enclosures of 160 bits: all algorithms of a system are one function, in every size of chunk. */
    @Test
    void dsfC12AllAlgorithmsAreOneFunction() throws Exception {
        BigBalls exact = new BigBalls(160);
        Dyadic tolerance = Dyadic.of(0x1p-120);
        for (MixerKind kind : MixerKind.values()) {
            for (int chunk : new int[] {1, 2, 5}) {
                DsfCase c = new DrawnMixer(kind, 6, 3 + chunk, "chunk=" + chunk).read();
                TextSlice slice = c.slices("output").get(1);
                List<OperatorText> texts = slice.algorithms();
                Grid<Ball> first = texts.get(0).evaluate(exact);
                for (OperatorText text : texts.subList(1, texts.size())) {
                    Grid<Ball> y = text.evaluate(exact);
                    for (int k = 0; k < slice.rows() * slice.columns(); k++) {
                        Enclosure l = exact.enclosure(first, k / slice.columns(), k % slice.columns());
                        Enclosure r = exact.enclosure(y, k / slice.columns(), k % slice.columns());
                        Dyadic distance = l.midpoint().subtract(r.midpoint()).abs();
                        Dyadic most = l.radius().add(r.radius());
                        assertTrue(distance.compareTo(most) <= 0, kind + " " + text);
                        assertTrue(most.compareTo(tolerance) < 0, kind + " " + most.toDouble());
                    }
                }
            }
        }
    }

    /** The texts themselves in emulated binary32, the algorithms of matrices among them, in sizes that leave a shorter last chunk and not. */
    @Test
    void emulatedChunksConform() throws Exception {
        for (int chunk : new int[] {1, 3, 4, 12, 100}) {
            for (MixerKind kind : List.of(MixerKind.SSD, MixerKind.LINEAR, MixerKind.TRUNCATED_SOFTMAX)) {
                DrawnMixer d = new DrawnMixer(kind, 12, chunk, "form=chunked", "chunk=" + chunk);
                DsfCase c = d.read();
                List<TextSlice> slices = c.slices("output");
                List<Algorithm> names = Algorithm.of(MixerParameters.read(d.parameters), true);
                assertTrue(names.contains(Algorithm.CHUNK_MATRICES));
                assertEquals(names.size(), slices.get(0).algorithms().size());
                for (int k = 0; k < names.size(); k++) {
                    int which = k;
                    float[] y = EmulatedTexts.computed(
                            slices,
                            t -> t.algorithms().get(which),
                            EmulatedOptions.usual()
                                    .withOrder(SummationOrder.randomTree(chunk))
                                    .withFunctionUlps(2, chunk));
                    Verdict v = check(d, y);
                    assertEquals(Outcome.CONFORMS, v.verdict(), () -> kind + " " + names.get(which) + v.worst());
                    assertFalse(v.suspicion().suspicious(), () -> kind + " " + names.get(which));
                }
            }
        }
    }
}
