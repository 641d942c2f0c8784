package org.fiducial.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds the class that was planted against it, and no other. */
class PlantedViolationTest {
    private static final String ROOT = "org.fiducial.architecture.planted";
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(ROOT);
    private static final ArchitectureRules RULES = new ArchitectureRules(ROOT);

    static Stream<Arguments> plants() {
        return Stream.of(
                Arguments.of(RULES.order(), Set.of("number.Upward", "bare.Unmarked")),
                Arguments.of(RULES.libraries(), Set.of("number.ForeignLibrary", "number.Prover")),
                Arguments.of(RULES.files(), Set.of("number.FileReading")),
                Arguments.of(RULES.key(), Set.of("number.Prover")),
                Arguments.of(RULES.nullMarked(), Set.of("bare.Unmarked")),
                Arguments.of(RULES.names(), Set.of("tensor.TensorHelper")),
                Arguments.of(RULES.exits(), Set.of("report.Ending")),
                Arguments.of(RULES.streams(), Set.of("report.Printing")),
                Arguments.of(RULES.randomness(), Set.of("report.Unseeded")));
    }

    @ParameterizedTest
    @MethodSource("plants")
    void ruleFindsItsPlant(ArchRule rule, Set<String> expected) {
        Set<String> found = new TreeSet<>();
        for (String line : rule.evaluate(PLANTED).getFailureReport().getDetails()) {
            PLANTED.stream()
                    .filter(c -> line.contains("<" + c.getName() + ".")
                            || line.contains("<" + c.getName() + ">")
                            || line.startsWith(c.getName() + " ")
                            || line.startsWith(c.getName() + ":"))
                    .forEach(c -> found.add(c.getName().substring(ROOT.length() + 1)));
        }
        found.remove("cli.Screen");
        assertEquals(new TreeSet<>(expected), found);
    }

    @ParameterizedTest
    @MethodSource("plants")
    void everyRuleIsPlantedAgainst(ArchRule rule, Set<String> expected) {
        List<String> descriptions =
                RULES.all().stream().map(ArchRule::getDescription).toList();
        assertEquals(descriptions.size(), plants().count());
        assertEquals(
                1, descriptions.stream().filter(rule.getDescription()::equals).count());
    }
}
