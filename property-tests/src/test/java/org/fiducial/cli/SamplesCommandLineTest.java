package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.scatterbrain.ScatterbrainRuns;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check scatterbrain --samples} on runs of a stand-in that knows nothing of the operator's text. */
class SamplesCommandLineTest {
    private static final int RUNS = 8_000;

    @TempDir
    private Path folder;

    private Path caseFile;

    private record Result(int status, String out, String err) {}

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false);
        int status = Fiducial.run(terminal, CheckedOperator.all(), arguments);
        return new Result(status, out.toString(), err.toString());
    }

    @BeforeEach
    void writeCase() throws IOException {
        caseFile = folder.resolve("case.safetensors");
        write(new LinkedHashMap<>());
    }

    private void write(Map<String, Tensor> more) throws IOException {
        Map<String, Tensor> t = new LinkedHashMap<>(more);
        t.put("query", Tensor.of(ScatterbrainRuns.QUERY, 2, 4));
        t.put("key", Tensor.of(ScatterbrainRuns.KEY, 2, 4));
        new TensorFile(t).write(caseFile);
    }

    private Path samples(String law, String support, String mistake, int runs) throws IOException {
        Path file = folder.resolve("runs-" + law + "-" + support + "-" + mistake + ".npy");
        float[] w = new ScatterbrainRuns(law, support, mistake, 2026).unnormalised(runs);
        new TensorFile(Map.of("runs", Tensor.of(w, runs, 2, 2))).write(file);
        return file;
    }

    private Result check(String place, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "check",
                "scatterbrain",
                "--case",
                caseFile.toString(),
                "--samples",
                place,
                "--param",
                "nb-projections=" + ScatterbrainRuns.PROJECTIONS,
                "--param",
                "scale=1"));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static String[] parameters(String law, String support) {
        List<String> words = new ArrayList<>(List.of("--param", "features=plus", "--param", "projections=" + law));
        words.addAll(List.of("--param", "support=" + support));
        if (support.equals("window")) {
            words.addAll(List.of("--param", "window=1"));
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"iid,none", "ort,none", "iid,window", "iid,hyperplane", "ort,hyperplane", "iid,random"})
    void scatterbrainC25RightRunsPass(String law, String support) throws IOException {
        // Any support law that is independent of the projections is right where only that is declared.
        String drawn = support.equals("random") ? "hyperplane" : support;
        Result r = check(samples(law, drawn, "none", RUNS).toString(), parameters(law, support));
        assertEquals(0, r.status(), r.out() + r.err());
        assertTrue(r.out().startsWith("CONFORMS"), r.out());
        assertTrue(r.out().contains("a probability of at most 1.00e-09"), r.out());
        assertTrue(r.out().contains("a relative bias of"), r.out());
    }

    @ParameterizedTest
    @CsvSource({
        "iid,window,low-rank-not-subtracted",
        "iid,hyperplane,low-rank-not-subtracted",
        "iid,none,wrong-normaliser",
        "iid,hyperplane,wrong-normaliser",
        "iid,none,features-times-1.01",
        "iid,hyperplane,features-times-1.01",
        "ort,none,features-times-1.01",
        "iid,none,key-norm-missing",
        "iid,none,half-of-the-projections",
        "iid,none,support-from-the-estimate"
    })
    void scatterbrainC25WrongRunsAreFound(String law, String support, String mistake) throws IOException {
        Result r = check(samples(law, support, mistake, RUNS).toString(), parameters(law, support));
        assertEquals(1, r.status(), r.out() + r.err());
        assertTrue(r.out().startsWith("VIOLATES"), r.out());
        // It was found because it had to be: the bias of 2.01% is above what the check says it can see everywhere.
        Matcher seen =
                Pattern.compile("a relative bias of ([0-9.]+)% to ([0-9.]+)%").matcher(r.out());
        assertTrue(seen.find(), r.out());
        if (mistake.equals("features-times-1.01") && support.equals("none")) {
            assertTrue(Double.parseDouble(seen.group(2)) < 2.01, r.out());
        }
    }

    /** Trigonometric features have another variance, and the test knows it. */
    @Test
    void scatterbrainC25FeatureMapsDifferInVariance() throws IOException {
        Path file = samples("iid", "none", "none", RUNS);
        assertEquals(0, check(file.toString(), parameters("iid", "none")).status());
        Result trig = check(file.toString(), "--param", "features=trig");
        assertEquals(1, trig.status(), trig.out());
        Result hyp = check(file.toString(), "--param", "features=hyp");
        assertEquals(1, hyp.status(), hyp.out());
    }

    /** A folder of files of one run or several, and a stream of their names, say what one file says; reports are written. */
    @Test
    void placesAndReports() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        ScatterbrainRuns stand = new ScatterbrainRuns("iid", "none", "none", 7);
        StringBuilder names = new StringBuilder();
        for (int f = 0; f < 6; f++) {
            int n = f == 0 ? 1 : 400;
            Path file = runs.resolve("part" + f + (f % 2 == 0 ? ".npy" : ".safetensors"));
            float[] w = stand.unnormalised(n);
            Tensor t = n == 1 ? Tensor.of(w, 2, 2) : Tensor.of(w, n, 2, 2);
            new TensorFile(Map.of("unnormalised", t)).write(file);
            names.append(file).append('\n');
        }
        Files.writeString(runs.resolve("notes.txt"), "not a tensor");
        Path html = folder.resolve("report.html");
        Path json = folder.resolve("report.json");
        Result folderResult = check(
                runs.toString(), "--param", "features=plus", "--html", html.toString(), "--json", json.toString());
        assertEquals(0, folderResult.status(), folderResult.out() + folderResult.err());
        assertTrue(
                folderResult.out().contains("2 001 runs".replace(' ', '\u202F').replace("\u202Fruns", " runs")),
                folderResult.out());
        String page = Files.readString(html);
        assertTrue(page.contains("<polyline") && page.contains("Error against softmax temperature"), "three curves");
        assertTrue(Files.readString(json).contains("\"verdict\" : \"CONFORMS\""));
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(names.toString().getBytes(StandardCharsets.UTF_8)));
            Result stream = check("-", "--param", "features=plus");
            assertEquals(0, stream.status(), stream.err());
            assertEquals(
                    folderResult.out().lines().skip(1).toList(),
                    stream.out().lines().skip(1).toList());
        } finally {
            System.setIn(before);
        }
    }

    /** Sums over keys have a known mean and a bound of their variance; the numerator takes the values' signs. */
    @Test
    void sumsOverKeysAreTested() throws IOException {
        write(Map.of("value", Tensor.of(new float[] {1, -2, 0.5f, 3}, 2, 2)));
        for (String mistake : new String[] {"none", "wrong-normaliser"}) {
            float[] w = new ScatterbrainRuns("iid", "hyperplane", mistake, 17).unnormalised(RUNS);
            float[] d = new float[2 * RUNS];
            float[] n = new float[4 * RUNS];
            for (int r = 0; r < 2 * RUNS; r++) {
                d[r] = w[2 * r] + w[2 * r + 1];
                n[2 * r] = w[2 * r] + 0.5f * w[2 * r + 1];
                n[2 * r + 1] = -2 * w[2 * r] + 3 * w[2 * r + 1];
            }
            Path sums = folder.resolve("d-" + mistake + ".npy");
            Path numerators = folder.resolve("n-" + mistake + ".npy");
            new TensorFile(Map.of("d", Tensor.of(d, RUNS, 2, 1))).write(sums);
            new TensorFile(Map.of("n", Tensor.of(n, RUNS, 2, 2))).write(numerators);
            int status = mistake.equals("none") ? 0 : 1;
            String[] normaliser = {"--output", "normaliser", "--param", "features=plus", "--param", "support=hyperplane"
            };
            Result r = check(sums.toString(), normaliser);
            assertEquals(status, r.status(), r.out() + r.err());
            normaliser[1] = "numerator";
            Result q = check(numerators.toString(), normaliser);
            assertEquals(status, q.status(), q.out() + q.err());
        }
    }

    @Test
    void fewRunsAreInconclusive() throws IOException {
        Result r = check(samples("iid", "none", "none", 20).toString(), parameters("iid", "none"));
        assertEquals(3, r.status(), r.out() + r.err());
        assertTrue(r.out().contains("the runs are too few"), r.out());
    }

    /** Normalised weights with a key that is in every support give the entries back; without one they are refused with the reason. */
    @Test
    void normalisedWeightsNeedAReferenceKey() throws IOException {
        write(Map.of("support", Tensor.of(new boolean[] {true, false, true, false}, 2, 2)));
        float[] w = new ScatterbrainRuns("iid", "first-key", "none", 3).unnormalised(RUNS);
        for (int e = 0; e < w.length; e += 2) {
            float sum = w[e] + w[e + 1];
            w[e] /= sum;
            w[e + 1] /= sum;
        }
        Path file = folder.resolve("weights.npy");
        new TensorFile(Map.of("weights", Tensor.of(w, RUNS, 2, 2))).write(file);
        Result refused = check(file.toString(), "--output", "weights", "--param", "features=plus");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("scatterbrain-C20"), refused.err());
        Result r =
                check(file.toString(), "--output", "weights", "--param", "features=plus", "--param", "reference-key=0");
        assertEquals(0, r.status(), r.out() + r.err());
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Path file = samples("iid", "none", "none", 30);
        assertRefused("expected either --candidate", run("check", "scatterbrain", "--case", caseFile.toString()));
        assertRefused("biased even where", check(file.toString(), "--output", "output"));
        assertRefused("--samples is empty", check(""));
        assertRefused("no such file", check(folder.resolve("none.npy").toString()));
        assertRefused("expected a number between", check(file.toString(), "--false-alarm", "2"));
        assertRefused(
                "makes no random choices",
                run("check", "softmax-attention", "--case", caseFile.toString(), "--samples", file.toString()));
        new TensorFile(Map.of("x", Tensor.of(new float[6], 2, 3))).write(folder.resolve("odd.npy"));
        assertRefused(
                "expected [2, 2] with or without",
                check(folder.resolve("odd.npy").toString()));
        new TensorFile(Map.of("x", Tensor.of(new float[] {1, Float.NaN, 1, 1}, 2, 2))).write(folder.resolve("nan.npy"));
        assertRefused(
                "expected a finite number", check(folder.resolve("nan.npy").toString()));
    }

    private static void assertRefused(String words, Result r) {
        assertEquals(2, r.status(), r.out() + r.err());
        assertTrue(r.err().contains(words), r.err());
        assertEquals(1, r.err().lines().count(), r.err());
    }
}
