package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, on a house of its own with a Java and a Maven that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo "openjdk version \\"${FAKE_JAVA:-17.0.15}\\"" >&2; exit 0; fi
            case "$*" in
              *-Xrefused*) printf 'Unrecognized option: -Xrefused\\nError: no virtual machine\\n' >&2; exit 1;;
              *' -version') exit 0;;
            esac
            for word; do printf '%s\\n' "$word"; done
            exit "${FAKE_STATUS:-0}"
            """;
    private static final String MAVEN = """
            #!/bin/sh
            if [ "$2" = -v ]; then echo "Apache Maven ${FAKE_MAVEN:-3.8.7}"; exit 0; fi
            echo built >> "$PWD/builds"
            [ -z "$FAKE_FAILURE" ] || { echo "[ERROR] $FAKE_FAILURE"; exit 1; }
            for word; do case "$word" in -Dlauncher.lib=*) touch "${word#*=}/library.jar";; esac; done
            touch property-tests/target/fiducial-property-tests-0.jar
            sleep 0.3
            """;

    @TempDir
    Path folder;

    private Path house;
    private Path tools;

    record Run(int status, String out, String err) {}

    @BeforeEach
    void buildHouse() throws IOException {
        house = Files.createDirectories(folder.resolve("the house"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.copy(Path.of("..", "fiducial"), house.resolve("fiducial"));
        executable(house.resolve("fiducial"));
        Files.writeString(house.resolve("pom.xml"), "");
        for (String module : List.of("reference", "theory", "property-tests", "native-accel")) {
            Files.createDirectories(house.resolve(module).resolve("src/main/java"));
            Files.writeString(house.resolve(module).resolve("pom.xml"), "");
        }
        for (String tool : List.of(
                "bash",
                "sh",
                "sed",
                "head",
                "tail",
                "find",
                "dirname",
                "readlink",
                "mkdir",
                "rmdir",
                "rm",
                "cp",
                "mv",
                "grep",
                "paste",
                "flock",
                "sleep",
                "touch")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path p = Path.of(place, tool);
                if (Files.exists(p) && !Files.exists(tools.resolve(tool))) {
                    script(tool, "#!/bin/sh\nexec " + p + " \"$@\"\n");
                }
            }
        }
        script("java", JAVA);
        script("mvn", MAVEN);
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(tools.resolve(name), text);
        executable(tools.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Path launcher, Path directory, Map<String, String> more, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder b = new ProcessBuilder(command).directory(directory.toFile());
        b.environment().clear();
        b.environment().put("PATH", tools.toString());
        b.environment().putAll(more);
        return b.start();
    }

    private static Run finish(Process p) throws Exception {
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(p.waitFor(30, TimeUnit.SECONDS));
        return new Run(p.exitValue(), out, err);
    }

    private Run run(Map<String, String> more, String... args) throws Exception {
        return finish(start(house.resolve("fiducial"), folder, more, args));
    }

    private long builds() throws IOException {
        Path log = house.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void buildsOnceAndPassesWordsAndStatusThrough() throws Exception {
        Run first = run(Map.of("FAKE_STATUS", "3"), "check", "two words", "*");
        assertEquals(3, first.status, first.err);
        assertEquals(
                List.of("org.fiducial.cli.Fiducial", "check", "two words", "*"),
                first.out.lines().skip(first.out.lines().count() - 4).toList());
        assertTrue(first.err.contains("building"), first.err);
        Run second = run(Map.of("FIDUCIAL_JAVA_OPTS", "-Xmx1g -Dx=y"), "demo");
        assertEquals("", second.err);
        assertEquals(1, builds());
        assertTrue(second.out.contains("-Xmx1g\n-Dx=y\n"), second.out);
        String classpath = second.out
                .lines()
                .filter(l -> l.contains("library.jar"))
                .findFirst()
                .orElseThrow();
        for (String jar : classpath.split(":")) {
            assertTrue(Files.exists(Path.of(jar)), jar);
        }
    }

    @Test
    void worksThroughLinksFromElsewhere() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path far = Files.createDirectories(folder.resolve("far/away"));
        Files.createSymbolicLink(bin.resolve("inner"), Path.of("..", "the house", "fiducial"));
        Files.createSymbolicLink(bin.resolve("fiducial"), Path.of("inner"));
        Run run = finish(start(bin.resolve("fiducial"), far, Map.of(), "--version"));
        assertEquals(0, run.status, run.err);
        assertTrue(run.out.contains("-Dfiducial.home=" + house.toRealPath()), run.out);
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainWhenSomethingItWasBuiltFromChanges() throws Exception {
        run(Map.of());
        Path source = Files.writeString(house.resolve("theory/src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 2000));
        assertEquals(0, run(Map.of()).status);
        assertEquals(2, builds());
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.fromMillis(System.currentTimeMillis() + 2000));
        run(Map.of("FIDUCIAL_ENGINES", "none"));
        assertEquals(3, builds());
    }

    @Test
    void startsAtTheSameTimeBuildOnce() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(house.resolve("fiducial"), folder, Map.of("FAKE_STATUS", "1"), "check"));
        }
        for (Process p : starts) {
            assertEquals(1, finish(p).status);
        }
        assertEquals(1, builds());
    }

    private void assertOneLine(String expected, Run run) {
        assertEquals(2, run.status, run.err);
        assertEquals(1, run.err.lines().count(), run.err);
        assertTrue(run.err.startsWith("fiducial: ") && run.err.contains(expected), run.err);
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws Exception {
        assertOneLine("JAVA_HOME is /nowhere", run(Map.of("JAVA_HOME", "/nowhere")));
        assertOneLine("Java 11; a JDK 17 or later is needed", run(Map.of("FAKE_JAVA", "11.0.2")));
        assertOneLine("Java 8; a JDK 17", run(Map.of("FAKE_JAVA", "1.8.0_402")));
        assertOneLine("Maven is 3.6; 3.8 or later", run(Map.of("FAKE_MAVEN", "3.6.3")));
        Files.delete(tools.resolve("mvn"));
        assertOneLine("Maven not found", run(Map.of()));
        Files.delete(tools.resolve("java"));
        assertOneLine("no Java found", run(Map.of()));
        assertEquals(0, builds());
    }

    /** The JVM's own status for that is the one of VIOLATES. */
    @Test
    void optionsThatJavaRefusesAreSaidInOneLine() throws Exception {
        assertEquals(0, run(Map.of()).status);
        assertOneLine(
                "FIDUCIAL_JAVA_OPTS is '-Xmx1g -Xrefused', which Java refuses: Unrecognized option: -Xrefused",
                run(Map.of("FIDUCIAL_JAVA_OPTS", "-Xmx1g -Xrefused"), "operators"));
        assertTrue(run(Map.of("FIDUCIAL_JAVA_OPTS", "-Xmx1g"), "operators").out.contains("-Xmx1g\n"));
    }

    @Test
    void aFailedBuildIsToldAndTriedAgain() throws Exception {
        Run failed = run(new TreeMap<>(Map.of("FAKE_FAILURE", "cannot resolve a library")));
        assertEquals(2, failed.status);
        assertTrue(failed.err.contains("cannot resolve a library"), failed.err);
        assertTrue(failed.err.contains("launcher-build.log"), failed.err);
        assertEquals(0, run(Map.of()).status);
        assertEquals(2, builds());
    }

    @Test
    void newerJavaMayLoadTheEnginesWithoutWarnings() throws Exception {
        assertTrue(run(Map.of("FAKE_JAVA", "25.0.1")).out.contains("--enable-native-access"));
        Files.delete(house.resolve("property-tests/target/launcher/stamp"));
        assertTrue(!run(Map.of("FAKE_JAVA", "17.0.1")).out.contains("--enable-native-access"));
    }
}
