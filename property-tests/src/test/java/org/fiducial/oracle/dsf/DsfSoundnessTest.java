package org.fiducial.oracle.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.EmulatedTexts;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** dsf-C12, dsf-C14: whatever an implementation in the declared model does, it conforms, at any size and magnitude, in any format. */
class DsfSoundnessTest {
    private static final int CASES =
            Integer.getInteger("fiducial.cases", Boolean.getBoolean("fiducial.long") ? 20_000 : 100);

    @Test
    void dsfC12NoImplementationOfTheModelViolates() throws Exception {
        List<String> violations = new ArrayList<>();
        int decided = 0;
        long first = Long.getLong("fiducial.seed", 1);
        for (long seed = first; seed < first + CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MixerKind kind = MixerKind.values()[(int) (seed % MixerKind.values().length)];
            Format accumulate = List.of(Format.BINARY32, Format.BINARY32, Format.BINARY16, Format.BFLOAT16)
                    .get(random.nextInt(4));
            double size = List.of(1.0, 1e-4, 0.01, 8.0, 100.0).get(random.nextInt(5));
            Map<String, Integer> sizes = Map.of(
                    "L",
                    random.nextInt(1, 17),
                    "m",
                    random.nextInt(1, 6),
                    "w",
                    random.nextInt(1, 4),
                    "n",
                    random.nextInt(1, 5),
                    "1",
                    1);
            String[] settings = settings(kind, random);
            DrawnMixer drawn = new DrawnMixer(kind, sizes, size, accumulate, seed, settings);
            boolean flush = random.nextInt(4) == 0;
            double ulps = random.nextInt(1, 5);
            EmulatedOptions options = EmulatedOptions.usual()
                    .withOrder(List.of(
                                    SummationOrder.sequential(),
                                    SummationOrder.pairwise(),
                                    SummationOrder.randomTree(seed))
                            .get(random.nextInt(3)))
                    .withFusedMultiplyAdd(random.nextBoolean())
                    .withFlushToZero(flush)
                    .withFunctionUlps(ulps, seed);
            FloatModel model = FloatModel.of(Format.BINARY32)
                    .withAccumulate(accumulate)
                    .withWeights(accumulate)
                    .withExp(ulps, org.fiducial.arithmetic.model.ExpArgument.NATURAL)
                    .withFlushToZero(flush);
            DsfCase c = drawn.read();
            List<TextSlice> slices = c.slices("output");
            int which = random.nextInt(slices.get(0).algorithms().size());
            float[] y = EmulatedTexts.computed(slices, s -> s.algorithms().get(which), options, accumulate);
            Verdict v = c.check(Tensor.of(y, c.shape("output")), model, CheckOptions.DEFAULT.withPowerRows(0));
            decided += v.verdict() == Outcome.CONFORMS ? 1 : 0;
            if (v.verdict() == Outcome.VIOLATES) {
                violations.add("seed " + seed + " " + drawn.parameters + " algorithm " + which + " of "
                        + Algorithm.of(MixerParameters.read(drawn.parameters), true) + " in " + accumulate + ", size "
                        + size + sizes + options + ": " + v.worst() + v.reasons());
            }
        }
        assertEquals(List.of(), violations, violations.size() + " violations");
        assertTrue(decided > CASES / 3, "only " + decided + " of " + CASES + " checks decide");
    }

    private static String[] settings(MixerKind kind, SplittableRandom random) {
        List<String> all = new ArrayList<>(List.of("chunk=" + random.nextInt(1, 7)));
        if (kind == MixerKind.S6 || kind == MixerKind.SSD || kind == MixerKind.S4D) {
            all.add("discretisation="
                    + List.of("euler", "zero-order-hold", "bilinear").get(random.nextInt(3)));
        }
        if (kind == MixerKind.S4D && random.nextBoolean()) {
            all.add("real-part=twice");
        }
        if (kind == MixerKind.NORMALISED) {
            all.add("normaliser="
                    + List.of("exponential", "softplus", "sigmoid").get(random.nextInt(3)));
        }
        if (kind == MixerKind.QUASI_LSTM && random.nextBoolean()) {
            all.add("forget=reversed");
        }
        if (kind == MixerKind.RG_LRU && random.nextBoolean()) {
            all.add("root=code");
        }
        return all.toArray(String[]::new);
    }
}
