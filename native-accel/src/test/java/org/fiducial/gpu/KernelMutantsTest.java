package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fiducial.gpu.AttentionProblems.Recipe;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.Outcome;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels with one planted mistake each do not pass what the right ones pass: the oracle, or the order of threads, shows it. */
class KernelMutantsTest {
    private static final Recipe RECIPE = new Recipe(1, 1, 70, 131, 33, 20, "causal=bottom-right", false, false);

    /** A mistake: the family it is in, the file, what stands there, and what stands there instead. */
    enum Mistake {
        NOT_RESCALED("attention_forward", "attention_tile.cuh", "l[r] = l[r] * rescale + sum;", "l[r] = l[r] + sum;"),
        ONE_KEY_TOO_MANY("attention_forward", "attention_tile.cuh", "key < to[i]", "key <= to[i]"),
        NO_BARRIER(
                "attention_forward",
                "attention_tile.cuh",
                "__syncthreads();\n    for (int e = threadIdx.x; e < 64 * STEP",
                "for (int e = threadIdx.x; e < 64 * STEP"),
        WRONG_FRAGMENT(
                "attention_tensor",
                "attention_tensor.cu",
                "F::multiply(o[2 * t + 1], w, b + 2);",
                "F::multiply(o[2 * t + 1], w, b);"),
        NO_DELTA("attention_backward", "attention_backward.cu", "p * (u[r][j] - delta[i])", "p * u[r][j]"),
        OUTSIDE("attention_forward", "attention_tile.cuh", "firstB + i < rowsB ?", "firstB + i < rowsB + 1 ?");

        final String family;
        final String file;
        final PlantedText planted;

        Mistake(String family, String file, String right, String wrong) {
            this.family = family;
            this.file = file;
            this.planted = new PlantedText(right, wrong);
        }

        byte[] source(String name) {
            return name.equals(file) ? planted.in(name) : ShippedKernels.source(name);
        }
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void mistakeIsSeen(Mistake mistake) throws Exception {
        HostCompiler compiler = PlantedText.compiler(mistake.family.equals("attention_forward"));
        mistake.planted.assertPlaces(1, mistake.file);
        boolean backward = mistake == Mistake.NO_DELTA;
        Format format = mistake == Mistake.WRONG_FRAGMENT ? Format.BFLOAT16 : Format.BINARY32;
        Problem p = RECIPE.problem(format, backward ? "dquery" : "output");
        Set<String> families = new HashSet<>(List.of(mistake.family, "attention_forward"));
        try (HostDevice device = HostDevice.open(compiler, new ArrayList<>(families), mistake::source)) {
            List<Tensor> outputs = new ArrayList<>();
            for (HostDevice.Order order : HostDevice.Order.values()) {
                device.order(order);
                try (AttentionKernels kernels = new AttentionKernels(device, AttentionInputs.of(p))) {
                    if (backward) {
                        kernels.backward(true);
                        outputs.add(kernels.gradient("dquery"));
                    } else {
                        kernels.forward();
                        outputs.add(kernels.output());
                    }
                }
            }
            boolean races = new HashSet<>(outputs).size() > 1;
            Outcome outcome = AttentionProblems.verdict(
                            p, outputs.get(0), new SoftmaxAttentionKernels(Place.HOST).declared(p))
                    .verdict();
            assertTrue(races || outcome == Outcome.VIOLATES, () -> mistake + " passes as " + outcome);
            assertEquals(mistake == Mistake.NO_BARRIER, races, "only a missing barrier depends on the order");
        } catch (DeviceException fence) {
            assertEquals(Mistake.OUTSIDE, mistake, fence::toString);
            assertTrue(String.valueOf(fence.getMessage()).contains("memory outside its buffers"), fence::toString);
        }
    }
}
