package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fiducial.gpu.CudaDevice;
import org.fiducial.gpu.HostDevice;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run kernels, as a user sees them with this module on the class path. */
class KernelCommandsTest {
    @TempDir
    Path folder;

    private record Run(int status, String out, String err) {}

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false, false);
        int status = Fiducial.run(terminal, CheckedOperator.all(), args);
        return new Run(status, out.toString(), err.toString());
    }

    private Path smallCase() throws Exception {
        SplitMix64 g = new SplitMix64(1);
        double[] x = new double[3 * 20 * 8];
        for (int i = 0; i < x.length; i++) {
            x[i] = g.nextSymmetric();
        }
        Tensor t = Tensor.rounded(Format.BINARY32, x, 3, 20, 8);
        Path file = folder.resolve("case.safetensors");
        new TensorFile(Map.of("query", t, "key", t, "value", t)).write(file);
        return file;
    }

    @Test
    void hostKernelConformsUnderItsOwnModel() throws Exception {
        assumeTrue(HostDevice.absence().isEmpty(), () -> HostDevice.absence().orElse(""));
        String[] check = {
            "check", "softmax-attention", "--case", smallCase().toString(), "--run", "host:softmax-attention", "--quiet"
        };
        Run run = run(check);
        assertEquals(0, run.status, run.err);
        assertEquals("CONFORMS", run.out.strip());
    }

    /** The device hashes; the oracle hashes by itself, exactly, and judges output and support on that. */
    @Test
    void hashedSupportIsFormedByTheKernelAndJudgedByTheOracle() throws Exception {
        assumeTrue(HostDevice.absence().isEmpty(), () -> HostDevice.absence().orElse(""));
        SplitMix64 g = new SplitMix64(2);
        Map<String, Tensor> t = new java.util.HashMap<>();
        int[][] sizes = {{2, 40, 8}, {2, 50, 8}, {2, 50, 6}, {12, 8}, {3, 4, 8}};
        String[] names = {"query", "key", "value", "projections", "hyperplanes"};
        for (int i = 0; i < names.length; i++) {
            double[] x = new double[java.util.Arrays.stream(sizes[i]).reduce(1, Math::multiplyExact)];
            for (int e = 0; e < x.length; e++) {
                x[e] = g.nextSymmetric();
            }
            t.put(names[i], Tensor.rounded(Format.BINARY32, x, sizes[i]));
        }
        Path file = folder.resolve("hashed.safetensors");
        new TensorFile(t).write(file);
        for (String output : new String[] {"output", "support"}) {
            Run run = run(
                    "check",
                    "scatterbrain",
                    "--case",
                    file.toString(),
                    "--run",
                    "host:scatterbrain",
                    "--param",
                    "support=hyperplane",
                    "--param",
                    "causal=bottom-right",
                    "--output",
                    output,
                    "--quiet");
            assertEquals(0, run.status, run.err);
            assertEquals("CONFORMS", run.out.strip());
        }
        Run dense = run(
                "check",
                "scatterbrain",
                "--case",
                file.toString(),
                "--run",
                "host:scatterbrain",
                "--param",
                "support=window",
                "--param",
                "algorithm=dense");
        assertEquals(2, dense.status);
        assertEquals(1, dense.err.lines().count(), dense.err);
    }

    @Test
    void aDeclaredModelReplacesTheKernelsOwn() throws Exception {
        assumeTrue(HostDevice.absence().isEmpty(), () -> HostDevice.absence().orElse(""));
        // Nothing in binary32 is as sharp as binary64 rounded nowhere.
        Run run = run(
                "check",
                "softmax-attention",
                "--case",
                smallCase().toString(),
                "--run",
                "host:softmax-attention",
                "--accumulate",
                "binary64",
                "--format",
                "binary64",
                "--power-rows",
                "0");
        assertEquals(1, run.status, run.out + run.err);
        assertTrue(run.out.startsWith("VIOLATES"), run.out);
    }

    @Test
    void everyHostKernelHasARow() throws Exception {
        assumeTrue(HostDevice.absence().isEmpty(), () -> HostDevice.absence().orElse(""));
        Path json = folder.resolve("table.json");
        Path html = folder.resolve("table.html");
        Run run = run(
                "gpu",
                "--on",
                "host",
                "--timings",
                "0",
                "--quiet",
                "--json",
                json.toString(),
                "--html",
                html.toString());
        assertEquals(0, run.status, run.out + run.err);
        String table = Files.readString(json);
        for (String operator : new String[] {
            "softmax-attention", "urpe", "flashbias", "dsf", "scatterbrain", "per-token-quantisation", "top-k"
        }) {
            assertTrue(table.contains("\"host:" + operator + "\""), operator);
        }
        assertTrue(table.contains("\"CONFORMS\""));
        assertFalse(table.contains("no oracle"), "every kernel has a verdict: " + table);
        assertTrue(Files.readString(html).contains("host:softmax-attention"));
    }

    @Test
    void withoutAGpuOneLineSaysSoAndNothingFails() throws Exception {
        assumeTrue(CudaDevice.absence().isPresent(), "there is a GPU");
        Run run = run("gpu");
        assertEquals(0, run.status, run.err);
        assertTrue(run.out.lines().findFirst().orElse("").startsWith("no GPU: "), run.out);
        Run check =
                run("check", "softmax-attention", "--case", smallCase().toString(), "--run", "gpu:softmax-attention");
        assertEquals(2, check.status);
        assertEquals(1, check.err.lines().count(), check.err);
        assertTrue(check.err.contains("cannot run here: no GPU"), check.err);
    }
}
