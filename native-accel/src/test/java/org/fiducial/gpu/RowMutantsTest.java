package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of rows with one planted mistake each violate, and the oracle names those that it has in its catalogue. */
class RowMutantsTest {
    /** What stands in rows.cu, what stands there instead, and how the oracle calls it; empty for none of its mistakes. */
    enum Mistake {
        NONE(true, "", "", ""),
        LARGER_INDEX(true, "otherIndex < index", "otherIndex > index", ""),
        SMALLEST(true, "otherValue > value", "otherValue < value", ""),
        ONE_COLUMN_LOST(
                true, "c < columns; c += 256) {\n      float y", "c < columns - 1; c += 256) {\n      float y", ""),
        EXACT(false, "", "", ""),
        CUT_OFF(false, "rintf(", "floorf(", "rounded-down"),
        ONE_LEVEL_MORE(false, "(hi - lo) / (float)levels", "(hi - lo) / ((float)levels + 1)", "one-level-more"),
        HALF_AWAY(false, "rintf(", "roundf(", "halves-to-the-other-code"),
        HALF_EVEN("rounding=half-away", "roundf(", "rintf(", "halves-to-the-other-code"),
        COARSER_SCALE("scale-format=binary16 bits=12", "from_half(to_half(x))", "from_bfloat(to_bfloat(x))", ""),
        NEGATIVE_LEVELS_LOST("scheme=symmetric", "symmetric ? -(float)levels : 0", "0", ""),
        NARROW_CODES("bits=10", "(uint16_t)(int)code", "(uint8_t)(int)code", "");

        final boolean largest;
        final String words;
        final PlantedText planted;
        final String name;

        Mistake(boolean largest, String right, String wrong, String name) {
            this(largest, largest ? "k=5" : "bits=8", right, wrong, name);
        }

        Mistake(String words, String right, String wrong, String name) {
            this(false, words, right, wrong, name);
        }

        Mistake(boolean largest, String words, String right, String wrong, String name) {
            this.largest = largest;
            this.words = words;
            this.planted = new PlantedText(right, wrong);
            this.name = name;
        }

        byte[] source(String file) {
            return file.equals("rows.cu") ? planted.in(file) : ShippedKernels.source(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void mistakeIsSeen(Mistake mistake) throws Exception {
        HostCompiler compiler = PlantedText.compiler(mistake == Mistake.LARGER_INDEX || mistake == Mistake.HALF_AWAY);
        mistake.planted.assertPlaces(1, "rows.cu");
        // The largest is the last; halves of a scale of 1/8, and ties.
        float[] x = new float[40];
        for (int c = 0; c < 40; c++) {
            x[c] = c == 0 ? 0 : c == 39 ? 255 / 8f : (2 * (c / 2) + 1) / 16f;
        }
        if (mistake.words.contains("symmetric") || mistake.words.contains("binary16")) {
            // Both signs, and numbers that no short format holds.
            for (int c = 0; c < 40; c++) {
                x[c] = (c % 2 == 0 ? -x[c] : x[c]) - 0.7f;
            }
        }
        Problem p = new Problem(
                Map.of("x", Tensor.of(x, 1, 40)),
                QuantisationKernels.parameters(mistake.words),
                mistake.largest ? "indices" : "codes");
        Float32Kernels kernels = mistake.largest ? new LargestKernels(Place.HOST) : new QuantisationKernels(Place.HOST);
        try (HostDevice device = HostDevice.open(compiler, List.of("rows"), mistake::source);
                Allocation memory = new Allocation(device)) {
            Float32Kernels.Launches launches = kernels.prepare(device, memory, p);
            launches.work().run();
            Verdict v = CheckedOperator.named(kernels.operator())
                    .read(p.tensors(), p.parameters())
                    .check(launches.output().get(), kernels.declared(p), CheckOptions.DEFAULT.withOutput(p.output()));
            assertEquals(
                    mistake.planted.right().isEmpty() ? Outcome.CONFORMS : Outcome.VIOLATES,
                    v.verdict(),
                    mistake.name());
            List<String> named = v.diagnosis().stream().map(Diagnosis::mistake).toList();
            assertTrue(mistake.name.isEmpty() || named.contains(mistake.name), named.toString());
        }
    }
}
