package org.fiducial.oracle.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;

/** Implementations that evaluate the texts of a case step by step in a format, and what the oracle says of them. */
public final class EmulatedTexts {
    private EmulatedTexts() {}

    /** Another order of summation, fused or not, and other errors of functions for each seed. */
    public static EmulatedOptions options(long seed) {
        return EmulatedOptions.usual()
                .withOrder(seed % 2 == 0 ? SummationOrder.sequential() : SummationOrder.randomTree(seed))
                .withFusedMultiplyAdd(seed % 3 == 0)
                .withFunctionUlps(2, seed);
    }

    /** What binary32 returns for the chosen text of each slice. */
    public static float[] computed(
            List<TextSlice> slices, Function<TextSlice, OperatorText> choice, EmulatedOptions options) {
        return computed(slices, choice, options, Format.BINARY32);
    }

    /** The same in another format; stored in binary32. */
    public static float[] computed(
            List<TextSlice> slices,
            Function<TextSlice, OperatorText> choice,
            EmulatedOptions options,
            Format accumulate) {
        LiftedReals<Double> a = new LiftedReals<>(new EmulatedReals(accumulate, options));
        float[] all =
                new float[slices.stream().mapToInt(s -> s.rows() * s.columns()).sum()];
        for (TextSlice s : slices) {
            Grid<Double> y = choice.apply(s).evaluate(a);
            for (int e = 0; e < s.rows() * s.columns(); e++) {
                all[(int) s.firstElement() + e] =
                        a.get(y, e / s.columns(), e % s.columns()).floatValue();
            }
        }
        return all;
    }

    /** The verdict on numbers that are declared to be computed in binary32. */
    public static Verdict check(TextCase c, float[] candidate, String output) throws CaseException {
        return c.check(
                Tensor.of(candidate, c.shape(output)),
                FloatModel.of(Format.BINARY32),
                CheckOptions.DEFAULT.withOutput(output).withPowerRows(0));
    }

    /** Every algorithm of every output conforms, without suspicion. @return the largest share of its bound that each output used */
    public static <C extends TextCase> Map<String, Double> conforming(
            List<C> cases, Function<? super C, List<String>> outputs, long seed) throws CaseException {
        Map<String, Double> worst = new TreeMap<>();
        for (C c : cases) {
            for (String output : outputs.apply(c)) {
                List<TextSlice> slices = c.slices(output);
                for (int k = 0; k < slices.get(0).algorithms().size(); k++) {
                    int which = k;
                    Verdict v = check(c, computed(slices, s -> s.algorithms().get(which), options(seed + k)), output);
                    assertEquals(
                            Outcome.CONFORMS, v.verdict(), () -> output + " " + which + " " + v.worst() + v.reasons());
                    assertFalse(v.suspicion().suspicious(), output);
                    worst.merge(output, v.worst().ratio(), Math::max);
                }
            }
        }
        return worst;
    }

    /** Every mistake that these outputs leave room for violates and is named. @return all of them */
    public static TreeSet<String> namedMistakes(TextCase c, List<String> outputs) throws CaseException {
        TreeSet<String> named = new TreeSet<>();
        for (String output : outputs) {
            List<TextSlice> slices = c.slices(output);
            TreeSet<String> all = new TreeSet<>();
            slices.forEach(s -> all.addAll(s.mistakes().keySet()));
            for (String mistake : all) {
                float[] y = computed(
                        slices,
                        s -> s.mistakes().getOrDefault(mistake, s.algorithms().get(0)),
                        options(4));
                Verdict v = check(c, y, output);
                assertEquals(Outcome.VIOLATES, v.verdict(), output + " " + mistake);
                List<String> found =
                        v.diagnosis().stream().map(Diagnosis::mistake).toList();
                assertTrue(found.contains(mistake), () -> output + " " + mistake + " named " + found);
            }
            named.addAll(all);
        }
        return named;
    }

    /** Parameters out of words NAME=VALUE. */
    public static Map<String, String> parameters(String... settings) {
        Map<String, String> p = new TreeMap<>();
        for (String setting : settings) {
            p.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return p;
    }

    /** Numbers within scale of 0, drawn evenly. */
    public static Tensor drawn(SplitMix64 random, double scale, int... sizes) {
        float[] x = new float[IntStream.of(sizes).reduce(1, Math::multiplyExact)];
        for (int k = 0; k < x.length; k++) {
            x[k] = (float) (random.nextSymmetric() * scale);
        }
        return Tensor.of(x, sizes);
    }
}
