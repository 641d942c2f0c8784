package org.fiducial.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contracts as properties: on random arguments that satisfy the precondition, of which there are some, the shipped method meets the
 * specification written again in Java, and its mutant breaks it in a call that is found.
 */
class SpecificationTest {
    private static final int CALLS = 300;
    private static final int DRAWS = 200_000;
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Map<String, Specification> specifications = Specifications.table();

    @TempDir
    Path scratch = Path.of("");

    @Test
    void everyContractHasASpecificationAndAMutant() throws IOException {
        Set<String> contracts = new ProofRun(ROOT)
                .methods().stream().map(VerifiedMethod::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(contracts, specifications.keySet());
        assertEquals(
                contracts, Mutant.all().stream().map(Mutant::contract).collect(Collectors.toCollection(TreeSet::new)));
    }

    @TestFactory
    Stream<DynamicTest> shipped() {
        return specifications.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Call wrong = firstBroken(name, Kernels.original(name), CALLS);
                    assertTrue(wrong == null, () -> name + " breaks its contract" + (wrong == null ? "" : show(wrong)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> mutants() throws IOException {
        Sources sources = new ProofRun(ROOT).sources();
        return Mutant.all().stream()
                .map(m -> DynamicTest.dynamicTest(m.contract() + ": " + m.change(), () -> {
                    Method changed = Kernels.compile(sources.with(java.util.List.of(m)), m.contract(), scratch);
                    assertTrue(
                            firstBroken(m.contract(), changed, 20_000) != null,
                            "no call was found that shows the change to be wrong");
                }));
    }

    /** The first call that breaks the contract, or null; enough draws must satisfy the precondition. */
    private @org.jspecify.annotations.Nullable Call firstBroken(String name, Method method, int calls)
            throws IllegalAccessException {
        Specification s = specifications.get(name);
        if (s == null) {
            throw new IllegalArgumentException(name);
        }
        Draw draw = new Draw(name.hashCode(), s.magnitude());
        Random random = new Random(name.hashCode());
        int made = 0;
        for (int i = 0; i < DRAWS && made < calls; i++) {
            Object[] arguments =
                    s.drawn() == null ? draw.arguments(method) : s.drawn().apply(random);
            Object[] before = Draw.copy(arguments);
            if (!s.requires().test(new Call(before, before, null))) {
                continue;
            }
            made++;
            try {
                Call call = Draw.call(method, arguments);
                if (!s.ensures().test(call) || !framed(s, call)) {
                    return call;
                }
            } catch (InvocationTargetException e) {
                return new Call(before, arguments, e.getCause());
            }
        }
        if (made < CALLS) {
            fail(name + ": only " + made + " of " + DRAWS + " draws satisfy the precondition");
        }
        return null;
    }

    private static boolean framed(Specification s, Call call) {
        Set<Integer> free = new HashSet<>();
        Arrays.stream(s.writes()).forEach(free::add);
        for (int k = 0; k < call.before().length; k++) {
            if (!free.contains(k)
                    && !Arrays.deepEquals(new Object[] {call.before()[k]}, new Object[] {call.after()[k]})) {
                return false;
            }
        }
        return true;
    }

    private static String show(Call call) {
        return " for " + Arrays.deepToString(call.before()) + ": " + call.result() + ", arrays then "
                + Arrays.deepToString(call.after());
    }
}
