package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the code does. */
final class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    @TempDir
    private Path folder;

    @Test
    void theJavaLinesCompileAndCertify() throws Exception {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        assertTrue(block.find(), "no Java block in the README");
        String program = "import java.util.Map;\nimport org.fiducial.arithmetic.model.FloatModel;\n"
                + "import org.fiducial.number.Format;\nimport org.fiducial.oracle.*;\nimport org.fiducial.tensor.Tensor;\n"
                + "public class Snippet {\n  public static void run(float[] query, float[] key, float[] value, float[] output)"
                + " throws Exception {\n" + block.group(1) + "  }\n}\n";
        Path source = folder.resolve("Snippet.java");
        Files.writeString(source, program);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, status, errors.toString(StandardCharsets.UTF_8));
        float[][] x = new float[3][128 * 64];
        java.util.Random random = new java.util.Random(5);
        for (float[] a : x) {
            for (int e = 0; e < a.length; e++) {
                a[e] = random.nextFloat() * 2 - 1;
            }
        }
        float[] output = causal(x[0], x[1], x[2], 128, 64);
        assertTrue(run(x, output).startsWith("CONFORMS, at most 0."), () -> "not certified");
        output[5000] += 0.01f;
        assertTrue(run(x, output).startsWith("VIOLATES"), () -> "not noticed");
    }

    private String run(float[][] x, float[] output) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Snippet")
                    .getMethod("run", float[].class, float[].class, float[].class, float[].class)
                    .invoke(null, x[0], x[1], x[2], output);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyCommandIsInTheReadme() throws Exception {
        String text = Files.readString(README);
        for (String name :
                List.of("demo", "check", "operators", "describe", "claims", "claim", "bench", "proofs", "construct")) {
            assertTrue(text.contains("`fiducial " + name), "the README does not explain 'fiducial " + name + "'");
        }
    }

    /** Plain binary32 attention with the causal mask of the README's example. */
    private static float[] causal(float[] q, float[] k, float[] v, int n, int d) {
        float[] out = new float[n * d];
        for (int i = 0; i < n; i++) {
            float[] s = new float[i + 1];
            float top = Float.NEGATIVE_INFINITY;
            for (int j = 0; j <= i; j++) {
                for (int c = 0; c < d; c++) {
                    s[j] += q[i * d + c] * k[j * d + c];
                }
                s[j] *= 0.125f;
                top = Math.max(top, s[j]);
            }
            float sum = 0;
            for (int j = 0; j <= i; j++) {
                s[j] = (float) Math.exp(s[j] - top);
                sum += s[j];
            }
            for (int j = 0; j <= i; j++) {
                for (int c = 0; c < d; c++) {
                    out[i * d + c] += s[j] * v[j * d + c];
                }
            }
            for (int c = 0; c < d; c++) {
                out[i * d + c] /= sum;
            }
        }
        return out;
    }
}
