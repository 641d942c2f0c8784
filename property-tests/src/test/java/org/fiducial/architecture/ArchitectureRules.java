package org.fiducial.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, for the packages below any root, so that planted violations elsewhere can be shown to break them.
 *
 * @param root such as "org.fiducial"
 */
record ArchitectureRules(String root) {
    /** Where data comes from first. A package may use those before it and itself, with everything below them. */
    static final List<String> ORDER = List.of(
            "verified",
            "number",
            "tensor",
            "arithmetic",
            "operator",
            "generators",
            "theory",
            "oracle",
            "peers",
            "report",
            "claims",
            "bench",
            "cli");

    /** What is pure computation: no files, no streams, no libraries but these. */
    private static final String[] LIBRARIES = {
        "java..", "javax.crypto..", "org.jspecify.annotations..", "org.apfloat..", "org.hipparchus.."
    };

    private static final List<String> PURE = List.of("verified", "number", "arithmetic", "operator", "theory");

    ArchRule order() {
        return classes().that().resideInAPackage(root + "..").should(useOnlyEarlierPackages());
    }

    /** Place in {@link #ORDER}, or -1. */
    private int place(String packageName) {
        for (int i = 0; i < ORDER.size(); i++) {
            String p = root + "." + ORDER.get(i);
            if (packageName.equals(p) || packageName.startsWith(p + ".")) {
                return i;
            }
        }
        return -1;
    }

    private ArchCondition<JavaClass> useOnlyEarlierPackages() {
        return new ArchCondition<>("use only " + String.join(" <- ", ORDER)) {
            @Override
            public void check(JavaClass c, ConditionEvents events) {
                int own = place(c.getPackageName());
                if (own < 0) {
                    events.add(
                            SimpleConditionEvent.violated(c, c.getName() + " has no place in the order of packages"));
                    return;
                }
                for (Dependency d : c.getDirectDependenciesFromSelf()) {
                    String target = d.getTargetClass().getPackageName();
                    if (target.startsWith(root + ".") && place(target) > own) {
                        events.add(SimpleConditionEvent.violated(c, d.getDescription()));
                    }
                }
            }
        };
    }

    /** The mathematics rests on the libraries of the dependency table alone: no KeY, no JSON, no command line, no test library. */
    ArchRule libraries() {
        String[] own = PURE.stream().map(p -> root + "." + p + "..").toArray(String[]::new);
        DescribedPredicate<JavaClass> allowed =
                new DescribedPredicate<>("of the JDK, Apfloat, Hipparchus or this project") {
                    @Override
                    public boolean test(JavaClass c) {
                        return c.isPrimitive()
                                || c.isArray()
                                || c.getPackageName().startsWith(root)
                                || JavaClass.Predicates.resideInAnyPackage(LIBRARIES)
                                        .test(c);
                    }
                };
        return classes().that().resideInAnyPackage(own).should().onlyDependOnClassesThat(allowed);
    }

    /** Files are read and written by tensors and by the rooms that face the user; long sweeps alone keep what they have done. */
    ArchRule files() {
        String[] own = PURE.stream().map(p -> root + "." + p + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(own)
                .and()
                .doNotHaveFullyQualifiedName(root + ".theory.exhaustive.SweepFile")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.nio.file.Files.class,
                        java.io.File.class,
                        java.io.FileInputStream.class,
                        java.io.FileOutputStream.class);
    }

    /** KeY is a tool under another licence: it stays in the module proofs. */
    ArchRule key() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".proofs..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("de.uka.ilkd.key..", "org.key_project..");
    }

    ArchRule nullMarked() {
        return classes().that().resideInAPackage(root + "..").should(resideInANullMarkedPackage());
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass c, ConditionEvents events) {
                JavaPackage p = c.getPackage();
                if (!p.isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(c, c.getName() + ": package not @NullMarked"));
                }
            }
        };
    }

    /** Names are nouns of the mathematics. */
    ArchRule names() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveNameMatching(".*(Helpers?|Utils?|Utilities|Impl|Handler|Processor)");
    }

    /** Only the command line's entry ends the process. */
    ArchRule exits() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveFullyQualifiedName(root + ".cli.Fiducial")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class);
    }

    /** Only the command line's entry knows the process's streams. */
    ArchRule streams() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveFullyQualifiedName(root + ".cli.Fiducial")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace");
    }

    /** Randomness is drawn from recorded seeds. */
    ArchRule randomness() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.ThreadLocalRandom.class);
    }

    /** All of them. */
    List<ArchRule> all() {
        return List.of(order(), libraries(), files(), key(), nullMarked(), names(), exits(), streams(), randomness());
    }
}
