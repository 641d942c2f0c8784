package org.fiducial.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every contract closes automatically, its mutants do not, and the status is written. */
class ProofsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** Mutants are slow to give up: a share of them in every build, all with {@code -Dfiducial.long=true}. */
    private static final int SHARES = 4;

    private static SortedMap<String, Attempt> contracts = new java.util.TreeMap<>();
    private static SortedMap<String, Attempt> mutants = new java.util.TreeMap<>();
    private static List<Mutant> tried = List.of();
    private static Map<String, List<String>> usedBy = Map.of();
    private static Worker.Hello hello = new Worker.Hello(Set.of(), Set.of());

    @BeforeAll
    static void prove() throws IOException, InterruptedException {
        ProofRun run = new ProofRun(ROOT);
        hello = run.hello();
        contracts = run.contracts();
        List<Mutant> sample = new ArrayList<>();
        List<Mutant> all = Mutant.all();
        int share = (int) (LocalDate.now(java.time.ZoneOffset.UTC).toEpochDay() % SHARES);
        for (int i = 0; i < all.size(); i++) {
            Attempt original = contracts.get(all.get(i).contract());
            boolean wanted = Boolean.getBoolean("fiducial.long") || i % SHARES == share;
            if (wanted && original != null && original.closed()) {
                sample.add(all.get(i));
            }
        }
        tried = sample;
        mutants = run.mutants(tried, contracts);
        usedBy = run.usedBy();
        run.write(contracts, tried, mutants);
    }

    @TestFactory
    Stream<DynamicTest> contracts() {
        return contracts.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    Attempt a = e.getValue();
                    assertTrue(a.closed(), () -> a.openGoals() + " goals stay open under " + a.strategy());
                    assertEquals(0, a.smt(), "goals closed by a solver");
                    assertEquals(0, a.interactive(), "steps that were not automatic");
                }));
    }

    @TestFactory
    Stream<DynamicTest> mutants() {
        return tried.stream()
                .map(m -> DynamicTest.dynamicTest(m.contract() + ": " + m.change(), () -> {
                    Attempt a = mutants.get(m.contract());
                    assertTrue(a != null && !a.closed(), "KeY proved a wrong body");
                }));
    }

    @Test
    void overflowIsChecked() {
        assertTrue(hello.choices().contains("intRules:arithmeticSemanticsCheckingOF"), () -> hello.choices()
                .toString());
        assertTrue(hello.choices().contains("runtimeExceptions:ban"), () -> hello.choices()
                .toString());
    }

    @Test
    void nothingAsksForUncheckedOverflow() throws IOException {
        String forbidden = "Ignoring" + "OF";
        for (String folder : List.of("proofs/src", "reference/src/main/java/org/fiducial/verified")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path f : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(Files.readString(f).contains(forbidden), () -> f + " mentions " + forbidden);
                }
            }
        }
    }

    @Test
    void everyContractOfTheSourcesIsProved() throws IOException {
        Set<String> names =
                new ProofRun(ROOT).methods().stream().map(VerifiedMethod::name).collect(Collectors.toSet());
        assertEquals(names, new HashSet<>(hello.contracts()));
        assertEquals(names, contracts.keySet());
    }

    @Test
    void everyContractIsOfUse() throws IOException {
        for (String module : List.of("theory", "property-tests")) {
            assumeTrue(
                    Files.isDirectory(ROOT.resolve(module).resolve("target/classes")),
                    "callers are looked for in all modules, and " + module + " is not built");
        }
        List<String> sheets =
                Files.readAllLines(ROOT.resolve("proofs/src/test/resources/org/fiducial/proofs/sheets.txt"));
        usedBy.forEach((name, users) -> {
            assertFalse(users.isEmpty(), () -> name + " serves nobody");
            for (String user : users) {
                if (user.startsWith("planned:")) {
                    assertTrue(sheets.contains(user.substring(8)), () -> name + " names no sheet with " + user);
                }
            }
        });
        for (VerifiedMethod m : new ProofRun(ROOT).methods()) {
            assertTrue(m.words().endsWith("."), () -> m.name() + " is not described: " + m.words());
        }
    }
}
