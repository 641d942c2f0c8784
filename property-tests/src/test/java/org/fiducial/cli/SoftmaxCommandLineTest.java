package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.peers.AttentionProblem;
import org.fiducial.peers.MaskOffByOne;
import org.fiducial.peers.StandIn;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line with softmax attention itself: files, parameters, rules for what is not finite. */
class SoftmaxCommandLineTest {
    private static final AttentionProblem.Shape SHAPE = AttentionProblem.Shape.of(2, 24, 24, 8);

    @TempDir
    Path folder;

    private AttentionProblem problem;

    record Run(int status, String out, String err) {}

    @BeforeEach
    void makeCase() throws IOException {
        SplitMix64 g = new SplitMix64(7);
        float[][] x = new float[3][SHAPE.outputSize()];
        for (float[] a : x) {
            for (int i = 0; i < a.length; i++) {
                a[i] = g.nextSymmetric();
            }
        }
        problem = AttentionProblem.of(SHAPE, x[0], x[1], x[2], AttentionMask.causal(CausalAlignment.TOP_LEFT));
        write("case", inputs(), "{\"causal\": \"top-left\"}");
        float[] good = new StandIn().run(problem, Format.BINARY32).values();
        write("good", Map.of("output", tensor(good)), null);
        write(
                "bad",
                Map.of(
                        "output",
                        tensor(new MaskOffByOne(new StandIn())
                                .run(problem, Format.BINARY32)
                                .values())),
                null);
        write("nan", Map.of("output", tensor(with(good, 100, Float.NaN))), null);
        write("infinite", Map.of("output", tensor(with(good, 100, Float.POSITIVE_INFINITY))), null);
        write("flat", Map.of("output", Tensor.of(good, good.length)), null);
        write("short", Map.of("output", Tensor.of(new float[2 * 23 * 8], 2, 23, 8)), null);
        write("lostvalue", without("value"), "{\"causal\": \"top-left\"}");
        write("nanquery", replaced("query", tensor(with(problem.query(), 3, Float.NaN))), null);
        write("infinitekey", replaced("key", tensor(with(problem.key(), 3, Float.NEGATIVE_INFINITY))), null);
        write("narrowkey", replaced("key", Tensor.of(new float[2 * 24 * 7], 2, 24, 7)), null);
        Map<String, Tensor> threeHeads = replaced("key", Tensor.of(new float[3 * 24 * 8], 3, 24, 8));
        threeHeads.put("value", Tensor.of(new float[3 * 24 * 8], 3, 24, 8));
        write("threeheads", threeHeads, null);
        write("wholequery", replaced("query", Tensor.of(new int[SHAPE.outputSize()], 2, 24, 8)), null);
        write("twoqueries", replaced("q", tensor(problem.query())), null);
        write("stranger", replaced("temperature", Tensor.of(new float[1], 1)), null);
        write("colour", inputs(), "{\"colour\": 1}");
    }

    private static Tensor tensor(float[] values) {
        return Tensor.of(values, 2, 24, 8);
    }

    private static float[] with(float[] values, int place, float value) {
        float[] copy = values.clone();
        copy[place] = value;
        return copy;
    }

    private Map<String, Tensor> inputs() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("query", tensor(problem.query()));
        inputs.put("key", tensor(problem.key()));
        inputs.put("value", tensor(problem.value()));
        return inputs;
    }

    private Map<String, Tensor> without(String name) {
        Map<String, Tensor> inputs = inputs();
        inputs.remove(name);
        return inputs;
    }

    private Map<String, Tensor> replaced(String name, Tensor tensor) {
        Map<String, Tensor> inputs = inputs();
        inputs.put(name, tensor);
        return inputs;
    }

    private void write(String name, Map<String, Tensor> tensors, @org.jspecify.annotations.Nullable String parameters)
            throws IOException {
        Safetensors.write(
                folder.resolve(name + ".safetensors"),
                new TensorFile(tensors, parameters == null ? Map.of() : Map.of("fiducial.parameters", parameters)));
    }

    private Run check(String caseName, String candidate, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> args = new ArrayList<>(List.of(
                "check",
                "softmax-attention",
                "--case",
                folder.resolve(caseName + ".safetensors").toString(),
                "--candidate",
                folder.resolve(candidate + ".safetensors").toString(),
                "--json",
                folder.resolve("v.json").toString()));
        args.addAll(List.of(more));
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false);
        int status = Fiducial.run(terminal, CheckedOperator.all(), args.toArray(String[]::new));
        return new Run(status, out.toString(), err.toString());
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("v.json").toFile());
    }

    @Test
    void aSoundOutputConformsAndTheVerdictStatesItsPower() throws IOException {
        Run run = check("case", "good", "--exp-ulps", "0.75");
        assertEquals(0, run.status, run.err);
        JsonNode v = json();
        assertEquals("CONFORMS", v.get("verdict").asText());
        assertEquals(384, v.get("elements").asInt());
        assertTrue(v.get("worst").get("ratio").asDouble() > 0, "some rounding is there");
        assertTrue(v.get("worst").get("ratio").asDouble() < 1);
        for (JsonNode exposure : v.get("power")) {
            if (exposure.get("mistake").asText().equals("causal-sees-next")) {
                assertTrue(exposure.get("exposed").asBoolean());
                assertTrue(exposure.get("factor").asDouble() > 100);
            }
        }
    }

    @Test
    void theParameterDecidesAndTheMistakeIsNamed() throws IOException {
        Run bad = check("case", "bad");
        assertEquals(1, bad.status, bad.err);
        assertEquals(
                "causal-sees-next",
                json().get("diagnosis").get(0).get("mistake").asText());
        assertEquals(1, check("case", "good", "--param", "causal=none").status);
        assertEquals(0, check("case", "good", "--param", "causal=bottom-right").status, "as many queries as keys");
        assertEquals(1, check("case", "good", "--param", "scale=0.5").status);
        assertEquals(0, check("case", "good", "--param", "scale=rsqrt(d)").status);
        assertEquals(0, check("case", "good", "--param", "window=23").status);
        assertEquals(1, check("case", "good", "--param", "window=3").status);
    }

    @ParameterizedTest
    @CsvSource({"nan", "infinite"})
    void aCandidateThatIsNotFiniteViolates(String candidate) throws IOException {
        Run run = check("case", candidate);
        assertEquals(1, run.status, run.err);
        JsonNode worst = json().get("worst");
        assertEquals("[0,12,4]", worst.get("index").toString());
        assertEquals("Infinity", worst.get("ratio").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lostvalue | good | | | no tensor value",
                "nanquery | good | | | expected a finite number",
                "infinitekey | good | | | expected a finite number",
                "narrowkey | good | | | key",
                "threeheads | good | | | heads",
                "wholequery | good | | | expected a floating-point type",
                "twoqueries | good | | | expected one of them",
                "stranger | good | | | temperature",
                "colour | good | | | unknown parameter 'colour' of softmax-attention, expected one of scale, causal",
                "case | flat | | | expected [2, 24, 8]",
                "case | short | | | expected [2, 24, 8]",
                "case | good | --param | causal=diagonal | parameter causal is 'diagonal', expected none|top-left|bottom-right",
                "case | good | --param | scale=-1 | parameter scale is '-1'",
                "case | good | --param | scale=NaN | parameter scale is 'NaN'",
                "case | good | --param | window=-3 | parameter window is '-3'",
                "case | good | --param | key-length=2.5 | parameter key-length is '2.5'",
                "case | good | --param | key-length=-1 | parameter key-length is '-1', expected a whole number from 0",
                "case | good | --param | scale=1e400 | decimal number, within the range of binary64",
                "case | good | --param | scale=1e-400 | decimal number, within the range of binary64",
                "case | good | --param | scale=0 | a positive decimal number",
                "case | good | --param | softcap=30 | parameter softcap is '30'",
                "case | good | --param | colour=red | unknown parameter 'colour'",
                "case | good | --output | dquery | doutput",
                "case | good | --output | weights | unknown output 'weights'",
                "case | good | --format | fp32 | unknown number format 'fp32'"
            })
    void badInputGetsOneLineAndNoFile(
            String caseName,
            String candidate,
            @org.jspecify.annotations.Nullable String option,
            @org.jspecify.annotations.Nullable String value,
            String expected)
            throws IOException {
        Run run = option == null || value == null
                ? check(caseName, candidate)
                : check(caseName, candidate, option, value);
        assertEquals(2, run.status, run.out + run.err);
        assertEquals("", run.out);
        assertEquals(1, run.err.lines().count(), run.err);
        assertTrue(run.err.startsWith("fiducial check: ") && run.err.contains(expected), run.err);
        assertFalse(Files.exists(folder.resolve("v.json")));
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.allMatch(f -> f.toString().endsWith(".safetensors")), "nothing was left behind");
        }
    }

    @Test
    void describeNamesClaimsAndEveryMistake() {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out), false, false);
        assertEquals(0, Fiducial.run(terminal, CheckedOperator.all(), "describe", "softmax-attention"));
        assertTrue(out.toString().contains("softmax-attention-C12"), out.toString());
        for (CheckedOperator o : CheckedOperator.all()) {
            if (o.description().name().equals("softmax-attention")) {
                o.mistakes().keySet().forEach(m -> assertTrue(out.toString().contains(m), m));
                assertTrue(o.mistakes().size() >= 12);
            }
        }
    }
}
