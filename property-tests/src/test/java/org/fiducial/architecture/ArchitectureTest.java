package org.fiducial.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules hold for everything that ships in reference, theory and property-tests. */
class ArchitectureTest {
    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.fiducial");

    @TestFactory
    Stream<DynamicTest> rules() {
        return new ArchitectureRules("org.fiducial")
                .all().stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> check(rule)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(SHIPPED);
    }

    /** Without this the rules could hold of nothing. */
    @Test
    void seesEveryModuleBelowThisOne() {
        assertTrue(SHIPPED.contain("org.fiducial.number.Format"), "reference");
        assertTrue(SHIPPED.contain("org.fiducial.cli.Fiducial"), "property-tests");
        assertTrue(
                SHIPPED.stream().noneMatch(c -> c.getName().startsWith("org.fiducial.architecture")),
                "tests are left out");
    }
}
