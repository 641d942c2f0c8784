package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The networks that the command writes, read back and run by plain loops from the files alone, as the README shows it. */
class ConstructCommandTest {
    @TempDir
    Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false);
        int status = Fiducial.run(terminal, List.of(), arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    /** A network read from its two files. */
    private record Network(Map<String, Tensor> w, JsonNode json) {
        double[][] matrix(String name) {
            long[] shape = tensor(name + ".shape").toLongs();
            double[][] m = new double[(int) shape[0]][(int) shape[1]];
            long[] index = tensor(name + ".index").toLongs();
            double[] value = tensor(name + ".value").toDoubles();
            for (int k = 0; k < value.length; k++) {
                m[(int) index[k]][(int) index[value.length + k]] = value[k];
            }
            return m;
        }

        Tensor tensor(String name) {
            return java.util.Objects.requireNonNull(w.get(name), name);
        }

        double[][] affine(String name, double[][] x) {
            double[][] y = product(x, matrix(name + ".weight"));
            if (w.containsKey(name + ".bias.shape")) {
                double[][] b = matrix(name + ".bias");
                for (int i = 0; i < y.length; i++) {
                    for (int c = 0; c < y[i].length; c++) {
                        y[i][c] += b[b.length == 1 ? 0 : i][c];
                    }
                }
            }
            return y;
        }

        double[] at(double... x) {
            int n = x.length;
            double[][] column = new double[n][1];
            for (int i = 0; i < n; i++) {
                column[i][0] = x[i];
            }
            double[][] t = affine("embedding", column);
            for (int b = 0; b < json.get("blocks").size(); b++) {
                double[][] y = t;
                for (int h = 0; h < json.get("blocks").get(b).get("heads").asInt(); h++) {
                    y = sum(y, head("block" + b + ".head" + h + ".", t, n));
                }
                double[][] z = y;
                for (int l = 0; l < json.get("blocks").get(b).get("layers").asInt(); l++) {
                    z = affine("block" + b + ".layer" + l, l == 0 ? z : relu(z));
                }
                t = sum(y, z);
            }
            double[][] out = affine("readout", t);
            double[] result = new double[n];
            for (int i = 0; i < n; i++) {
                result[i] = out[i][0];
            }
            return result;
        }

        private double[][] head(String p, double[][] t, int n) {
            double[][] q = affine(p + "query", t);
            double[][] k = affine(p + "key", t);
            double[][] a = new double[n][n];
            for (int i = 0; i < n; i++) {
                double total = 0;
                for (int j = 0; j < n; j++) {
                    double s = 0;
                    for (int c = 0; c < q[i].length; c++) {
                        s += q[i][c] * k[j][c];
                    }
                    s += w.containsKey(p + "table.bias.shape") ? matrix(p + "table.bias")[j - i + n - 1][0] : 0;
                    a[i][j] = Math.exp(s);
                    total += a[i][j];
                }
                for (int j = 0; j < n; j++) {
                    double c = w.containsKey(p + "table.multiplier.shape")
                            ? matrix(p + "table.multiplier")[j - i + n - 1][0]
                            : 1;
                    a[i][j] *= c / total;
                }
            }
            return product(product(a, affine(p + "value", t)), matrix(p + "output.weight"));
        }
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] out = new double[x.length][y[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < y.length; k++) {
                for (int j = 0; j < out[i].length && x[i][k] != 0; j++) {
                    out[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return out;
    }

    private static double[][] sum(double[][] x, double[][] y) {
        double[][] s = new double[x.length][x[0].length];
        for (int i = 0; i < s.length; i++) {
            for (int j = 0; j < s[i].length; j++) {
                s[i][j] = x[i][j] + y[i][j];
            }
        }
        return s;
    }

    private static double[][] relu(double[][] x) {
        double[][] r = new double[x.length][x[0].length];
        for (int i = 0; i < r.length; i++) {
            for (int j = 0; j < r[i].length; j++) {
                r[i][j] = Math.max(x[i][j], 0);
            }
        }
        return r;
    }

    private Network written(String... arguments) throws Exception {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--to";
        all[arguments.length + 1] = folder.resolve("network").toString();
        Ran ran = run(all);
        assertEquals(0, ran.status(), ran.err());
        assertTrue(ran.out().contains("certified error"), ran.out());
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("network/network.json").toFile());
        Map<String, Tensor> w =
                TensorFile.read(folder.resolve("network/network.safetensors")).tensors();
        assertTrue(Files.readString(folder.resolve("network/run.py")).contains("def run(x):"));
        return new Network(w, json);
    }

    private static void sameNumbers(Network g, int n, double slack) {
        double[] input = g.tensor("sample.input").toDoubles();
        double[] output = g.tensor("sample.output").toDoubles();
        assertEquals(16 * n, input.length);
        for (int s = 0; s < 16; s++) {
            double[] y = g.at(java.util.Arrays.copyOfRange(input, s * n, s * n + n));
            for (int i = 0; i < n; i++) {
                assertEquals(output[s * n + i], y[i], slack, "sample " + s);
            }
        }
    }

    /** In the sup norm no point may be farther than the certificate; binary64 adds what its rounding does. */
    private static void withinCertificate(Network g, double eps, List<DoubleBinaryOperator> f) {
        double bound = g.json().get("certifiedError").asDouble();
        assertTrue(bound <= eps);
        double worst = 0;
        for (int a = 0; a <= 40; a++) {
            for (int b = 0; b <= 40; b++) {
                double[] y = g.at(a / 40.0, b / 40.0);
                for (int i = 0; i < 2; i++) {
                    worst = Math.max(worst, Math.abs(y[i] - f.get(i).applyAsDouble(a / 40.0, b / 40.0)));
                }
            }
        }
        assertTrue(worst <= bound + 1e-9, worst + " above " + bound);
        assertTrue(worst >= bound / 10, worst + " far below " + bound);
    }

    @Test
    void urpeInterpolationFromItsFiles() throws Exception {
        Network g = written("construct", "urpe", "--target", "sin(3*x1)*x2; abs(x1-x2)", "--eps", "0.2");
        sameNumbers(g, 2, 1e-12);
        withinCertificate(g, 0.2, List.of((x, y) -> Math.sin(3 * x) * y, (x, y) -> Math.abs(x - y)));
    }

    @Test
    void urpeLookUpFromItsFiles() throws Exception {
        Network g = written("construct", "urpe", "--target", "x1*x2; x1^2-x2", "--eps", "0.2", "--norm", "L2");
        sameNumbers(g, 2, 1e-6);
        double squares = 0;
        int side = 97;
        for (int a = 0; a < side; a++) {
            for (int b = 0; b < side; b++) {
                double x = (a + 0.5) / side;
                double y = (b + 0.5) / side;
                double[] out = g.at(x, y);
                squares += Math.pow(out[0] - x * y, 2) + Math.pow(out[1] - x * x + y, 2);
            }
        }
        double distance = Math.sqrt(squares / side / side);
        double bound = g.json().get("certifiedError").asDouble();
        assertTrue(bound <= 0.2 && distance <= bound && distance > bound / 3, distance + " against " + bound);
    }

    @Test
    void singleLayersFromTheirFiles() throws Exception {
        Network ridges = written("construct", "uat-single-layer", "--target", "x1*x2; x1^2-x2", "--eps", "0.05");
        assertEquals(1, ridges.json().get("blocks").size());
        assertEquals(1, ridges.json().get("blocks").get(0).get("hidden").size());
        sameNumbers(ridges, 2, 1e-12);
        withinCertificate(ridges, 0.05, List.of((x, y) -> x * y, (x, y) -> x * x - y));
        Network deep = written("construct", "uat-single-layer", "--target", "exp(x1-x2); tanh(x)", "--eps", "0.1");
        assertEquals(3, deep.json().get("blocks").get(0).get("hidden").size());
        sameNumbers(deep, 2, 1e-12);
        withinCertificate(deep, 0.1, List.of((x, y) -> Math.exp(x - y), (x, y) -> Math.tanh(y)));
    }

    @Test
    void tablesAndThreeTokens() throws Exception {
        Ran ran = run("construct", "urpe", "--target", "x1*x2; x1^2-x2", "--table", "0.5,0.1");
        assertEquals(0, ran.status(), ran.err());
        assertEquals(4, ran.out().lines().count(), ran.out());
        Network g = written("construct", "urpe", "--target", "x*x1/2 + i", "--n", "3", "--eps", "0.3");
        sameNumbers(g, 3, 1e-12);
    }

    /** Every mistake is one line on standard error and status 2, and writes nothing. */
    @Test
    void mistakesAreOneLine() throws Exception {
        List<List<String>> all = List.of(
                List.of("--target", "x1 +"),
                List.of("--target", "x1; x2; x1"),
                List.of("--target", "y"),
                List.of("--target", "1/x1"),
                List.of("--target", "x1", "--eps", "0"),
                List.of("--target", "x1", "--eps", "NaN"),
                List.of("--target", "x1", "--eps", "small"),
                List.of("--target", "x1", "--n", "0"),
                List.of("--target", "x1", "--n", "99"),
                List.of("--target", "x1", "--norm", "max"),
                List.of("--target", "x1", "--builder", "magic"),
                List.of("--target", "x1", "--builder", "look-up"),
                List.of("--target", "x1", "--table", "0.1,,0.2"),
                List.of("--target", "exp(exp(exp(9*x1)))"),
                List.of("--target", "sqrt(abs(x1-x2))", "--eps", "0.001"),
                List.of());
        for (List<String> options : all) {
            java.util.ArrayList<String> arguments = new java.util.ArrayList<>(List.of("construct", "urpe"));
            arguments.addAll(options);
            arguments.addAll(List.of("--to", folder.resolve("none").toString()));
            if (options.contains("--table")) {
                arguments.subList(arguments.size() - 2, arguments.size()).clear();
            }
            Ran ran = run(arguments.toArray(String[]::new));
            assertEquals(2, ran.status(), options + ran.out());
            assertEquals(1, ran.err().lines().count(), options + ": " + ran.err());
            assertTrue(ran.err().startsWith("fiducial construct: "), ran.err());
            assertFalse(Files.exists(folder.resolve("none")), options.toString());
        }
        Path file = Files.writeString(folder.resolve("file"), "");
        Ran taken = run(
                "construct",
                "urpe",
                "--target",
                "x1",
                "--to",
                file.resolve("below").toString());
        assertEquals(2, taken.status(), taken.out());
        assertTrue(taken.err().contains("is no folder"), taken.err());
        Ran ran = run("construct", "softmax-attention", "--target", "x1");
        assertTrue(ran.err().contains("expected urpe or uat-single-layer"), ran.err());
    }
}
