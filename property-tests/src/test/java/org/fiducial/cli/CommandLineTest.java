package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Exit statuses, messages and files of every command, with an operator whose answers can be provoked. */
class CommandLineTest {
    @TempDir
    Path folder;

    /** What one run of the command line left. */
    record Run(int status, String out, String err) {}

    @BeforeEach
    void makeCase() throws IOException {
        write("case.safetensors", Map.of("x", Tensor.of(new float[] {1, 2, 3}, 3)), Map.of());
        write("good.safetensors", Map.of("output", Tensor.of(new float[] {1, 2, 3}, 3)), Map.of());
        write("bad.safetensors", Map.of("o", Tensor.of(new float[] {1, 2, 4}, 3)), Map.of());
        write("nan.safetensors", Map.of("output", Tensor.of(new float[] {1, Float.NaN, 3}, 3)), Map.of());
        write("single.safetensors", Map.of("anything", Tensor.of(new float[] {1, 2, 3}, 3)), Map.of());
        write("long.safetensors", Map.of("output", Tensor.of(new float[] {1, 2, 3, 4}, 4)), Map.of());
        write("integers.safetensors", Map.of("output", Tensor.of(new int[] {1, 2, 3}, 3)), Map.of());
        Tensor t = Tensor.of(new float[] {1, 2, 3}, 3);
        write("several.safetensors", Map.of("a", t, "b", t), Map.of());
        write("both.safetensors", Map.of("output", t, "o", t), Map.of());
        write("unclear.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "{\"mode\": \"unclear\"}"));
        write("list.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "[1]"));
        write("nojson.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "{\"mode\": "));
        write("twice.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "{\"mode\": 1, \"mode\": 2}"));
        write("nothing.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "{\"mode\": NaN}"));
        write("empty.safetensors", Map.of(), Map.of());
        write("nested.safetensors", Map.of("x", t), Map.of("fiducial.parameters", "{\"mode\": {\"a\": 1}}"));
        byte[] whole = Files.readAllBytes(folder.resolve("case.safetensors"));
        Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length - 5));
        Files.writeString(folder.resolve("text.safetensors"), "this is no tensor file at all, only some text");
    }

    private void write(String name, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Safetensors.write(folder.resolve(name), new TensorFile(tensors, metadata));
    }

    /** Runs with every argument that ends in a file suffix placed in the test's folder. */
    private Run run(String... args) {
        String[] placed = Stream.of(args)
                .map(a -> a.matches(".*\\.(safetensors|json|html|xml|npz|npy|parquet)")
                        ? folder.resolve(a).toString()
                        : a)
                .toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false);
        int status = Fiducial.run(terminal, List.of(new CopyOperator()), placed);
        return new Run(status, out.toString(), err.toString());
    }

    private Run check(String caseFile, String candidate, String... more) {
        List<String> args = new ArrayList<>(List.of("check", "copy", "--case", caseFile, "--candidate", candidate));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private void assertOneLine(String expected, Run run) {
        assertEquals(2, run.status, run.err);
        assertEquals("", run.out);
        assertEquals(1, run.err.lines().count(), run.err);
        assertTrue(run.err.contains(expected), run.err);
        assertTrue(run.err.startsWith("fiducial"), run.err);
        assertFalse(run.err.contains("Exception"), run.err);
    }

    @ParameterizedTest
    @CsvSource({
        "case, good, 0, CONFORMS",
        "case, single, 0, CONFORMS",
        "case, bad, 1, VIOLATES",
        "case, nan, 1, VIOLATES",
        "unclear, good, 3, INCONCLUSIVE"
    })
    void exitStatusIsTheVerdict(String caseFile, String candidate, int status, String verdict) {
        Run run = check(caseFile + ".safetensors", candidate + ".safetensors");
        assertEquals(status, run.status, run.err);
        assertTrue(run.out.startsWith(verdict), run.out);
        assertEquals("", run.err);
    }

    @Test
    void theDemonstrationRefusesAFolderThatCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        Run demo = run("demo", "--to", file.resolve("below").toString());
        assertEquals(2, demo.status, demo.out);
        assertEquals(1, demo.err.lines().count(), demo.err);
        assertTrue(
                demo.err.startsWith("fiducial demo: ") && demo.err.contains("is no folder, expected a folder that"),
                demo.err);
    }

    @Test
    void optionsOverrideMetadata() {
        assertEquals(0, check("unclear.safetensors", "good.safetensors", "--param", "mode=plain").status);
        assertEquals(3, check("case.safetensors", "good.safetensors", "--param", "mode=unclear").status);
    }

    @Test
    void proofsShowsWhatIsProvedAndFailsOtherwise() throws IOException {
        String row = "{\"name\":\"Tiles.count\",\"closed\":%s,\"strategy\":\"A\",\"nodes\":7,\"seconds\":0.5,"
                + "\"smt\":0,\"interactive\":0,\"usedBy\":[\"planned:sea\"]}";
        String mutant = "{\"contract\":\"Tiles.count\",\"change\":\"a -> b\",\"closed\":%s}";
        String file = "{\"contracts\":[" + row + "],\"mutants\":[" + mutant + "]}";
        Files.writeString(folder.resolve("good.json"), String.format(file, true, false));
        Files.writeString(folder.resolve("open.json"), String.format(file, false, false));
        Files.writeString(folder.resolve("vacuous.json"), String.format(file, true, true));
        Files.writeString(folder.resolve("other.json"), "{}");
        Run good = run("proofs", "--status", "good.json");
        assertEquals(0, good.status, good.err);
        assertTrue(good.out.contains("Tiles.count  yes     7      0.5      A         planned:sea"), good.out);
        assertTrue(good.out.contains("1 of 1 contracts closed; 0 of 1 changed bodies closed"), good.out);
        assertEquals(1, run("proofs", "--status", "open.json").status);
        assertEquals(1, run("proofs", "--status", "vacuous.json").status);
        assertOneLine("the proofs have not run here", run("proofs", "--status", "absent.json"));
        assertOneLine("expected lists of contracts and mutants", run("proofs", "--status", "other.json"));
        assertOneLine("the proofs have not run here", run("proofs", "--status", folder.toString()));
        Files.writeString(folder.resolve("text.json"), "hello");
        assertOneLine("not JSON: Unrecognized token 'hello' at line 1", run("proofs", "--status", "text.json"));
    }

    @Test
    void suspicionIsAnErrorOnlyWithStrict() {
        Run lenient = check("case.safetensors", "good.safetensors", "--param", "mode=odd");
        assertEquals(0, lenient.status);
        assertTrue(lenient.out.contains("SUSPICIOUS"), lenient.out);
        assertEquals(1, check("case.safetensors", "good.safetensors", "--param", "mode=odd", "--strict").status);
        assertEquals(0, check("case.safetensors", "good.safetensors", "--strict").status);
        assertEquals(3, check("unclear.safetensors", "good.safetensors", "--strict").status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.safetensors | good.safetensors | none.safetensors",
                "case.safetensors | none.safetensors | none.safetensors",
                "cut.safetensors | good.safetensors | cut.safetensors",
                "text.safetensors | good.safetensors | text.safetensors",
                "case.safetensors | good.parquet | good.parquet",
                "good.safetensors | good.safetensors | no tensor 'x'",
                "case.safetensors | several.safetensors | no tensor 'output' among",
                "case.safetensors | both.safetensors | is another name of 'output'",
                "case.safetensors | integers.safetensors | is I32, expected floating-point",
                "case.safetensors | long.safetensors | [4], expected [3]",
                "list.safetensors | good.safetensors | expected a JSON object",
                "nojson.safetensors | good.safetensors | is not JSON: Unexpected end-of-input within",
                "twice.safetensors | good.safetensors | is not JSON: Duplicate field 'mode' at line 1, column 19, expected an object",
                "nothing.safetensors | good.safetensors | is not JSON: Non-standard token 'NaN' at line 1",
                "case.safetensors | empty.safetensors | no tensor 'output' among none, expected it",
                "nested.safetensors | good.safetensors | expected a number, a string"
            })
    void badFilesGetOneLine(String caseFile, String candidate, String expected) {
        assertOneLine(expected, check(caseFile, candidate, "--json", "v.json"));
        assertFalse(Files.exists(folder.resolve("v.json")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--param | colour=red | unknown parameter 'colour', expected one of mode",
                "--param | mode | expected NAME=VALUE",
                "--output | thrice | unknown output 'thrice' of copy, expected one of output, twice",
                "--format | binary33 | unknown number format 'binary33'",
                "--accumulate | double | unknown number format 'double'",
                "--sum | sideways | sideways",
                "--exp-ulps | -1 | expected a number >= 0",
                "--exp-ulps | NaN | expected a number >= 0",
                "--exp-ulps | many | 'many'",
                "--scale-roundings | 99 | expected 0 to 8",
                "--threads | 0 | --threads 0, expected at least 1",
                "--power-rows | -1 | --power-rows -1, expected at least 0",
                "--json | case.safetensors | named for two files",
                "--false-alarm | 1e-6 | --false-alarm without --samples",
                "--json | '' | '--json': an empty name, expected that of a file or folder",
                "--colour | red | Unknown option"
            })
    void badOptionsGetOneLine(String option, String value, String expected) {
        assertOneLine(expected, check("case.safetensors", "good.safetensors", option, value));
    }

    @Test
    void repeatedParametersAndLostFoldersGetOneLine() {
        assertOneLine(
                "given twice",
                check("case.safetensors", "good.safetensors", "--param", "mode=plain", "--param", "mode=odd"));
        assertOneLine(
                "expected a file in a folder that exists",
                check("case.safetensors", "good.safetensors", "--json", "no/such/folder.json"));
        assertOneLine(
                "named for two files",
                check("case.safetensors", "good.safetensors", "--json", "v.json", "--html", "v.json"));
        assertOneLine("Missing required option", run("check", "copy", "--candidate", "good.safetensors"));
        assertOneLine("either --candidate FILE or --run NAME", run("check", "copy", "--case", "case.safetensors"));
        assertOneLine(
                "either --candidate FILE or --run NAME",
                check("case.safetensors", "good.safetensors", "--run", "gpu:copy"));
        assertOneLine("this build has none", run("check", "copy", "--case", "case.safetensors", "--run", "gpu:copy"));
        assertOneLine(
                "--strict with --samples, expected none but --samples",
                run("check", "copy", "--case", "case.safetensors", "--samples", "x", "--strict"));
        assertOneLine(
                "--exp-ulps with --samples",
                run("check", "copy", "--case", "case.safetensors", "--samples", "x", "--exp-ulps", "1"));
        // The kernels' module is not on this module's class path.
        assertOneLine("module native-accel", run("gpu"));
        assertOneLine("Missing required subcommand", run());
        assertOneLine("Unmatched argument", run("chekc"));
        assertOneLine("unknown operator 'paste', expected one of copy", run("describe", "paste"));
    }

    /** Nothing is computed for a report that cannot be written, and no name is shown that nobody gave. */
    @ParameterizedTest
    @CsvSource({
        "bench, --json, no/such/v.json",
        "gpu, --json, no/such/v.json",
        "gpu, --html, .",
        "claims, --json, no/such/v.json",
        "claims, --html, ."
    })
    void placesAreTriedBeforeTheWork(String command, String option, String place) {
        Run run = run(command, option, place.equals(".") ? folder.toString() : place);
        assertOneLine("cannot be written, expected a file in a folder that exists", run);
        assertFalse(run.err.contains(".tmp"), run.err);
    }

    @Test
    void foldersThatCannotBeMadeAreRefused() {
        String below = folder.resolve("case.safetensors").resolve("below").toString();
        String expected = "case.safetensors is no folder, expected a folder that can be made or written to";
        assertOneLine(expected, run("construct", "urpe", "--target", "x1", "--to", below));
        assertOneLine(expected, run("claims", "--resume", below));
        assertOneLine(expected, run("claim", "urpe-C2", "--resume", below));
    }

    @Test
    void foldersWithoutANameAreRefused() {
        assertOneLine("'--to': an empty name", run("construct", "urpe", "--target", "x1", "--to", ""));
        assertOneLine("'--to': an empty name", run("demo", "--to", " "));
    }

    @Test
    void reportsAreWrittenWholeAndTakeTheOldOnesPlace() throws Exception {
        Files.writeString(folder.resolve("v.json"), "old");
        Run run = check(
                "case.safetensors", "bad.safetensors", "--json", "v.json", "--html", "v.html", "--junit", "v.xml");
        assertEquals(1, run.status, run.err);
        assertEquals(
                "VIOLATES",
                new ObjectMapper()
                        .readTree(folder.resolve("v.json").toFile())
                        .get("verdict")
                        .asText());
        for (String xml : List.of("v.html", "v.xml")) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve(xml).toFile());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.noneMatch(f -> f.getFileName().toString().startsWith(".")), "nothing unfinished is left");
        }
    }

    @Test
    void aDefectIsNotMistakenForAVerdict() {
        Run run = check("case.safetensors", "good.safetensors", "--param", "mode=broken", "--json", "v.json");
        assertEquals(70, run.status);
        assertTrue(run.err.contains("planted defect"), run.err);
        assertFalse(Files.exists(folder.resolve("v.json")));
        Run lost = check("case.safetensors", "good.safetensors", "--param", "mode=lost", "--json", "v.json");
        assertEquals(70, lost.status, "the JVM's own status would be that of VIOLATES");
        assertTrue(lost.err.startsWith("fiducial check: this is a defect"), lost.err);
        assertFalse(Files.exists(folder.resolve("v.json")));
    }

    @Test
    void tooLittleMemoryIsNotMistakenForAVerdict() {
        Run run = check("case.safetensors", "good.safetensors", "--param", "mode=greedy", "--json", "v.json");
        assertOneLine("expected a smaller case or a larger heap, such as FIDUCIAL_JAVA_OPTS=-Xmx", run);
        assertFalse(Files.exists(folder.resolve("v.json")));
    }

    @Test
    void quietPrintsTheVerdictAlone() {
        assertEquals(
                "CONFORMS",
                check("case.safetensors", "good.safetensors", "--quiet").out.strip());
        assertEquals(
                "VIOLATES",
                check("case.safetensors", "bad.safetensors", "-q").out.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "help", "help check", "check --help", "describe --help", "--version", "operators"})
    void helpSucceedsWithoutColours(String line) {
        Run run = run(line.split(" "));
        assertEquals(0, run.status, run.err);
        assertFalse(run.out.isBlank());
        assertFalse(run.out.contains("\u001b"), "no colours unless a person watches");
    }

    @Test
    void describeComesFromTheOperatorAndTheOptions() {
        Run run = run("describe", "copy");
        assertEquals(0, run.status);
        for (String expected : List.of(
                "returns its input",
                "x (input)",
                "[n]",
                "mode",
                "plain|unclear|odd",
                "Default: plain.",
                "twice",
                "off-by-one",
                "--weights-format",
                "--flush-to-zero",
                "fiducial.parameters")) {
            assertTrue(run.out.contains(expected), expected);
        }
    }

    @Test
    void versionIsTheProjects() {
        assertTrue(run("--version").out.matches("fiducial [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\R"), run("--version").out);
    }

    @Test
    void messagesCannotDriveTheTerminal() {
        String hostile = "x\u001b[2J\ny";
        Run run = run("describe", hostile);
        assertEquals(1, run.err.lines().count());
        assertFalse(run.err.contains("\u001b"), "escapes are not echoed");
        assertEquals(2, run.status, new String(run.err.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    /** Each is registered under the name that its own description has. */
    @Test
    void commandsAreFoundByTheirNames() {
        Terminal terminal =
                new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false, false);
        Fiducial.commands(terminal, List.of())
                .forEach((name, command) -> assertEquals(
                        name, new CommandLine(command.get()).getCommandSpec().name()));
    }
}
