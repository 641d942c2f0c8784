package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Choices of single rows, judged by the oracle; sizes on both sides of a warp and of a block. */
class RowKernelsTest {
    private static final int ROWS = 9;

    private static void assumePresent(Place place) {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
    }

    /** Rows with ties, a constant row, one of zeros of both signs, and rows of very different size. */
    private static Tensor rows(int columns) {
        SplitMix64 g = new SplitMix64(5);
        double[] x = new double[ROWS * columns];
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < columns; c++) {
                double y = g.nextSymmetric();
                x[i * columns + c] = switch (i) {
                    case 0 -> Math.rint(4 * y);
                    case 1 -> 0.7;
                    case 2 -> c == 17 ? 1 : 0;
                    case 3 -> c % 2 == 0 ? 0.0 : -0.0;
                    default -> y * Math.pow(10, i - 5);
                };
            }
        }
        return Tensor.rounded(Format.BINARY32, x, ROWS, columns);
    }

    private static void assertConforms(Implementation kernels, Problem p) throws Exception {
        assertEquals(Optional.empty(), kernels.refusal(p));
        Tensor out = kernels.run(p, 0).output();
        Verdict v = CheckedOperator.named(kernels.operator())
                .read(p.tensors(), p.parameters())
                .check(
                        out,
                        kernels.declared(p),
                        CheckOptions.DEFAULT.withOutput(p.output()).withPowerRows(0));
        assertEquals(Outcome.CONFORMS, v.verdict(), () -> p.parameters() + " " + v.worst() + v.reasons());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void largestConform(Place place) throws Exception {
        assumePresent(place);
        for (int columns : new int[] {1, 2, 31, 32, 33, 255, 256, 257, 300}) {
            Map<String, Tensor> t = Map.of("scores", rows(columns));
            for (int k : new int[] {1, Math.min(7, columns), Math.min(33, columns)}) {
                for (String output : new String[] {"indices", "values"}) {
                    assertConforms(new LargestKernels(place), new Problem(t, Map.of("k", String.valueOf(k)), output));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void quantisedRowsConform(Place place) throws Exception {
        assumePresent(place);
        for (int columns : new int[] {1, 31, 33, 257, 300}) {
            Map<String, Tensor> t = Map.of("x", rows(columns).reshaped(3, 3, columns));
            for (int bits : new int[] {1, 4, 8}) {
                for (String output : new String[] {"codes", "scale", "low", "decoded"}) {
                    assertConforms(
                            new QuantisationKernels(place),
                            new Problem(t, Map.of("bits", String.valueOf(bits)), output));
                }
            }
        }
    }

    /** Rows whose scales are normal numbers of binary16 with 16 bits too: halves and ties, a constant one, and several sizes. */
    private static Tensor wideRows(int columns) {
        SplitMix64 g = new SplitMix64(6);
        double[] x = new double[7 * columns];
        for (int i = 0; i < 7; i++) {
            for (int c = 0; c < columns; c++) {
                double y = g.nextSymmetric();
                x[i * columns + c] = switch (i) {
                    case 0 -> Math.rint(255 * y) / 2;
                    case 1 -> 70.7;
                    case 2 -> 0;
                    default -> (y + (i == 6 ? 1.5 : 0)) * Math.pow(10, i - 2);
                };
            }
        }
        return Tensor.rounded(Format.BINARY32, x, 7, columns);
    }

    /** Every scheme, rule for halves, format of scales and number of bits that the oracle takes. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void everyKindOfQuantisationConforms(Place place) throws Exception {
        assumePresent(place);
        QuantisationKernels kernels = new QuantisationKernels(place);
        Map<String, Tensor> t = Map.of("x", wideRows(70));
        for (String scheme : new String[] {"asymmetric", "symmetric"}) {
            for (String rounding : new String[] {"half-even", "half-away"}) {
                for (String format : new String[] {"binary32", "binary16", "bfloat16"}) {
                    for (int bits : new int[] {2, 8, 9, 16}) {
                        for (String output : kernels.outputs()) {
                            if (output.equals("low") && scheme.equals("symmetric")) {
                                continue;
                            }
                            Map<String, String> parameters = Map.of(
                                    "scheme", scheme,
                                    "rounding", rounding,
                                    "scale-format", format,
                                    "bits", String.valueOf(bits));
                            assertConforms(kernels, new Problem(t, parameters, output));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whatIsNotComputedIsRefusedInOneLine(Place place) {
        Tensor x = rows(40);
        Implementation q = new QuantisationKernels(place);
        for (String[] setting : new String[][] {
            {"scheme", "none"}, {"rounding", "down"}, {"scale-format", "binary64"}, {"bits", "17"}, {"bits", "0"}
        }) {
            Problem p = new Problem(Map.of("x", x), Map.of(setting[0], setting[1]), "codes");
            assertTrue(q.refusal(p).orElse("").startsWith("parameter " + setting[0]), setting[0]);
        }
        assertTrue(q.refusal(new Problem(Map.of("x", x), Map.of("scheme", "symmetric", "bits", "1"), "codes"))
                .orElse("")
                .contains("expected 2 to 16"));
        assertTrue(q.refusal(new Problem(Map.of("x", x), Map.of("scheme", "symmetric"), "low"))
                .isPresent());
        assertTrue(q.refusal(new Problem(Map.of("x", x, "codes", x), Map.of(), "codes"))
                .isPresent());
        assertTrue(q.refusal(new Problem(Map.of("x", x), Map.of(), "zero")).isPresent());
        Implementation k = new LargestKernels(place);
        for (String wrong : new String[] {"0", "41", "k"}) {
            Problem p = new Problem(Map.of("x", x), Map.of("k", wrong), "indices");
            assertTrue(k.refusal(p).orElse("").contains("expected 1 to 40"), wrong);
        }
        Tensor nan = Tensor.of(new float[] {1, Float.NaN}, 2);
        assertTrue(k.refusal(new Problem(Map.of("x", nan), Map.of("k", "1"), "indices"))
                .isPresent());
        assertTrue(q.refusal(new Problem(Map.of("x", nan), Map.of(), "codes")).isPresent());
    }
}
