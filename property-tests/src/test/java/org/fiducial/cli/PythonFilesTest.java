package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files as the README's lines for Python write them: causal attention of 2 heads, 8 queries, 8 keys and width 4, computed by NumPy 2.4.6 in
 * float32, saved by {@code numpy.savez} and {@code numpy.save} and by the safetensors library 0.8.0; the bfloat16 files hold the same
 * problem rounded first and the output rounded last.
 */
class PythonFilesTest {
    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = PythonFilesTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            Files.copy(in, file);
        }
        return file;
    }

    private int check(Path caseFile, Path candidate, String options, StringWriter text) {
        List<String> arguments = new ArrayList<>(List.of(
                "check", "softmax-attention", "--case", caseFile.toString(), "--candidate", candidate.toString()));
        if (!options.isEmpty()) {
            arguments.addAll(List.of(options.split(" ")));
        }
        PrintWriter writer = new PrintWriter(text);
        Terminal terminal = new Terminal(writer, writer, false, false);
        int status = Fiducial.run(terminal, CheckedOperator.all(), arguments.toArray(String[]::new));
        writer.flush();
        return status;
    }

    @ParameterizedTest
    @CsvSource({
        "case.npz, out.npy, --param causal=top-left --exp-ulps 4, 0",
        "case.safetensors, out.safetensors, --exp-ulps 4, 0",
        "case.npz, out.safetensors, --param causal=top-left --exp-ulps 4, 0",
        "case-bfloat16.safetensors, out-bfloat16.safetensors, --format bfloat16 --weights-format bfloat16, 0",
        // Without its parameter the case is another one.
        "case.npz, out.npy, --exp-ulps 4, 1",
        "case.safetensors, out-bfloat16.safetensors, --format binary32, 1"
    })
    void isCheckedAsWritten(String caseFile, String candidate, String options, int status) throws IOException {
        StringWriter text = new StringWriter();
        assertEquals(status, check(file(caseFile), file(candidate), options, text), text::toString);
        assertTrue(text.toString().startsWith(status == 0 ? "CONFORMS" : "VIOLATES"), text::toString);
    }

    /** What we write is, byte for byte, what the format's own library writes for the same tensors. */
    @Test
    void ourSafetensorsAreTheLibrarys() throws IOException {
        for (String name : List.of(
                "case.safetensors", "out.safetensors", "case-bfloat16.safetensors", "out-bfloat16.safetensors")) {
            Path theirs = file(name);
            TensorFile content = TensorFile.read(theirs);
            Path ours = folder.resolve("ours-" + name);
            Safetensors.write(ours, content);
            assertEquals(-1, Files.mismatch(theirs, ours), name);
        }
    }
}
