package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fiducial check dsf} and {@code fiducial describe dsf}, on the sheet's worked example (2), dsf-C12. */
class DsfCommandLineTest {
    private static final double LN2 = Math.log(2);
    private static final double LN3 = Math.log(3);
    private static final double[] OUTPUT = {LN2, LN3 + LN2 / 3, 25 * LN2 / 12 + LN3 / 4};
    private static final double[] HOLD = {1 / 2.0, 5 / 6.0, 23 / 24.0};

    @TempDir
    Path folder;

    private String run(int status, String... arguments) {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out), false, false);
        assertEquals(status, Fiducial.run(terminal, CheckedOperator.all(), arguments), out.toString());
        return out.toString();
    }

    private Path file(String name, Map<String, Tensor> tensors) throws Exception {
        Path file = folder.resolve(name + ".safetensors");
        Safetensors.write(file, new TensorFile(tensors, Map.of()));
        return file;
    }

    private Path ssd() throws Exception {
        Tensor ones = Tensor.of(new double[] {1, 1, 1}, 3, 1);
        // The exact gate inputs 0, ln 2, ln 3 are no binary numbers; step sizes are given instead, rounded.
        Tensor delta = Tensor.of(new double[] {LN2, LN3, 2 * LN2}, 3, 1);
        return file(
                "case",
                Map.of(
                        "input", ones,
                        "delta", delta,
                        "rates", Tensor.of(new double[] {1}, 1),
                        "b", ones,
                        "c", ones));
    }

    private String[] arguments(Path candidate, String... more) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of(
                "check",
                "dsf",
                "--case",
                ssd().toString(),
                "--candidate",
                candidate.toString(),
                "--format",
                "binary64"));
        for (String p : List.of("system=ssd", "delta=given")) {
            all.addAll(List.of("--param", p));
        }
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theWorkedExampleConformsAndTheZeroOrderHoldIsNamed() throws Exception {
        Path good = file("good", Map.of("output", Tensor.of(OUTPUT, 3, 1)));
        Path hold = file("hold", Map.of("output", Tensor.of(HOLD, 3, 1)));
        assertTrue(run(0, arguments(good)).contains("CONFORMS"));
        for (String form : List.of("recurrent", "kernel", "chunked", "scan")) {
            assertTrue(run(0, arguments(good, "--param", "form=" + form)).contains("CONFORMS"), form);
        }
        String bad = run(1, arguments(hold));
        assertTrue(bad.contains("VIOLATES") && bad.contains("other-discretisation"), bad);
        assertTrue(run(0, arguments(hold, "--param", "discretisation=zero-order-hold"))
                .contains("CONFORMS"));
        String wrong = run(2, arguments(good, "--param", "form=fft"));
        assertEquals(1, wrong.strip().lines().count(), wrong);
        assertTrue(wrong.contains("parameter form is 'fft', expected any|recurrent|kernel|chunked|scan"), wrong);
    }

    /** Chunks of two tokens, the last one shorter; and the same with a state that is not decayed in the last chunk. */
    @Test
    void chunks() throws Exception {
        double state = OUTPUT[1];
        double own = 2 * LN2;
        double[] undecayed = {OUTPUT[0], OUTPUT[1], state + own};
        String[] chunked = {"--param", "form=chunked", "--param", "chunk=2"};
        assertTrue(run(0, arguments(file("right", Map.of("output", Tensor.of(OUTPUT, 3, 1))), chunked))
                .contains("CONFORMS"));
        assertTrue(run(1, arguments(file("undecayed", Map.of("output", Tensor.of(undecayed, 3, 1))), chunked))
                .contains("VIOLATES"));
        String line = run(2, arguments(file("again", Map.of("output", Tensor.of(OUTPUT, 3, 1))), "--param", "chunk=0"));
        assertEquals(1, line.strip().lines().count(), line);
        assertTrue(line.contains("parameter chunk is '0', expected "), line);
    }

    @Test
    void describeTellsTensorsParametersAndClaims() {
        String text = run(0, "describe", "dsf");
        for (String word : List.of(
                "recurrence-gate", "rates-imaginary", "form", "feature-map", "decay-of-the-token-before", "dsf-C16")) {
            assertTrue(text.contains(word), word);
        }
    }
}
