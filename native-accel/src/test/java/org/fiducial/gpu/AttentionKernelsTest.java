package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fiducial.gpu.AttentionProblems.Recipe;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The softmax attention kernels under the oracle, on the GPU where there is one and in the host build where there is a C++ compiler. */
class AttentionKernelsTest {
    private static final List<Recipe> RECIPES = List.of(
            new Recipe(1, 1, 1, 1, 1, 1, "", false, false),
            new Recipe(2, 1, 70, 131, 33, 20, "causal=bottom-right", false, false),
            new Recipe(2, 2, 67, 40, 64, 64, "causal=bottom-right", false, false),
            new Recipe(1, 1, 66, 70, 72, 130, "window=9,4 window-alignment=bottom-right scale=0.3", false, false),
            new Recipe(4, 2, 33, 97, 16, 24, "causal=top-left key-length=80", true, false),
            new Recipe(1, 1, 20, 66, 200, 8, "", true, true),
            new Recipe(3, 1, 65, 33, 256, 256, "causal=bottom-right", false, false),
            new Recipe(1, 1, 3, 129, 2, 1, "window=1,0", false, false));

    private static Stream<Arguments> problems(String... outputs) {
        List<Arguments> all = new ArrayList<>();
        for (Place place : Place.values()) {
            for (Recipe r : RECIPES) {
                for (Format f : List.of(Format.BINARY32, Format.BINARY16, Format.BFLOAT16)) {
                    for (String output : outputs) {
                        all.add(Arguments.of(place, r, f, output));
                    }
                }
                if (!r.bias() && !r.mask()) {
                    all.add(Arguments.of(place, r, Format.BINARY64, "output"));
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> conforms() {
        return problems("output", "lse", "dquery", "dkey", "dvalue");
    }

    private static void assumePresent(Place place) {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
    }

    @ParameterizedTest
    @MethodSource
    void conforms(Place place, Recipe recipe, Format format, String output) throws Exception {
        assumePresent(place);
        Implementation kernels = new SoftmaxAttentionKernels(place);
        Problem p = recipe.problem(format, output);
        Tensor out = kernels.run(p, 0).output();
        Verdict v = AttentionProblems.verdict(p, out, kernels.declared(p));
        assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons() + " " + v.diagnosis());
        assertTrue(v.worst().ratio() < 1, () -> "ratio " + v.worst().ratio());
    }

    static Stream<Arguments> races() {
        List<Arguments> all = new ArrayList<>();
        for (Format f : List.of(Format.BINARY32, Format.BFLOAT16)) {
            for (String output : List.of("output", "dquery", "dkey")) {
                all.add(Arguments.of(RECIPES.get(1), f, output));
            }
        }
        return all.stream();
    }

    /** A result that depends on the order in which threads take turns between barriers has a race. */
    @ParameterizedTest
    @MethodSource("races")
    void hostResultsDoNotDependOnTheOrderOfThreads(Recipe recipe, Format format, String output) {
        assumePresent(Place.HOST);
        Implementation kernels = new SoftmaxAttentionKernels(Place.HOST);
        Problem p = recipe.problem(format, output);
        HostDevice device = (HostDevice) Place.HOST.device();
        try {
            Tensor first = kernels.run(p, 0).output();
            for (HostDevice.Order order : List.of(HostDevice.Order.DESCENDING, HostDevice.Order.SHUFFLED)) {
                device.order(order);
                assertEquals(first, kernels.run(p, 0).output(), order::name);
            }
        } finally {
            device.order(HostDevice.Order.ASCENDING);
        }
    }
}
