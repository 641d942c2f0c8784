package org.fiducial.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The modules depend on one another as the table of the house plan says, read from the poms themselves. */
class ModuleTableTest {
    private static final Path HOUSE = Path.of("..").toAbsolutePath().normalize();

    /** Own modules that each may depend on. */
    private static final Map<String, Set<String>> TABLE = Map.of(
            "reference", Set.of(),
            "theory", Set.of("fiducial-reference"),
            "proofs", Set.of("fiducial-reference"),
            "property-tests", Set.of("fiducial-reference", "fiducial-theory"),
            "native-accel", Set.of("fiducial-reference"));

    static Stream<Arguments> modules() {
        return TABLE.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void moduleDependsOnItsRowOfTheTable(String module, Set<String> expected) throws Exception {
        assertEquals(new TreeSet<>(expected), dependencies(module, "org.fiducial", false));
    }

    /** Tests may look further up: the oracle judges the kernels. */
    @Test
    void testsAloneReachFurther() throws Exception {
        for (String module : TABLE.keySet()) {
            Set<String> expected = module.equals("native-accel") ? Set.of("fiducial-property-tests") : Set.of();
            assertEquals(expected, dependencies(module, "org.fiducial", true), module);
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void keyIsOnlyInProofs(String module, Set<String> row) throws Exception {
        Set<String> expected = module.equals("proofs") ? new TreeSet<>(Set.of("key.core")) : new TreeSet<>();
        assertEquals(expected, dependencies(module, "org.key-project", false), module + " beside " + row);
    }

    @Test
    void reactorIsTheTable() throws Exception {
        NodeList names = parse(HOUSE.resolve("pom.xml")).getElementsByTagName("module");
        Set<String> modules = new TreeSet<>();
        for (int i = 0; i < names.getLength(); i++) {
            modules.add(names.item(i).getTextContent());
        }
        assertEquals(new TreeSet<>(TABLE.keySet()), modules);
    }

    private static Set<String> dependencies(String module, String group, boolean tests) throws Exception {
        Set<String> found = new TreeSet<>();
        NodeList dependencies = parse(HOUSE.resolve(module).resolve("pom.xml")).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element d = (Element) dependencies.item(i);
            NodeList scope = d.getElementsByTagName("scope");
            boolean forTests =
                    scope.getLength() > 0 && scope.item(0).getTextContent().equals("test");
            if (text(d, "groupId").equals(group) && forTests == tests) {
                found.add(text(d, "artifactId"));
            }
        }
        return found;
    }

    private static String text(Element parent, String tag) {
        return parent.getElementsByTagName(tag).item(0).getTextContent();
    }

    private static Document parse(Path pom) throws Exception {
        File file = pom.toFile();
        assertEquals(true, Files.isRegularFile(pom), pom + " is there");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
    }
}
