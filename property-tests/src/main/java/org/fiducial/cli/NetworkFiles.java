package org.fiducial.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.tensor.NewFile;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.fiducial.theory.construction.Binary64Run;
import org.fiducial.theory.construction.Construction;
import org.fiducial.theory.construction.NamedWeights;
import org.fiducial.theory.construction.SparseMatrix;

/**
 * A constructed network as files: every matrix as its nonzero entries (NAME.shape, NAME.index of two rows, NAME.value), a few inputs with
 * what binary64 gives for them, a description, and a program that runs it with NumPy.
 */
record NetworkFiles(Path weights, Path description, Path program) {
    private static final int SAMPLES = 16;

    /** Writes them into a folder, which is made if it is missing. */
    static NetworkFiles write(Path folder, Construction c) throws IOException {
        Files.createDirectories(folder);
        NetworkFiles files = new NetworkFiles(
                folder.resolve("network.safetensors"), folder.resolve("network.json"), folder.resolve("run.py"));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        NamedWeights.of(c.network()).forEach((name, m) -> put(tensors, name, m));
        samples(tensors, c);
        new TensorFile(
                        tensors,
                        Map.of(
                                "fiducial.operator",
                                c.operator(),
                                "fiducial.target",
                                c.target().text()))
                .write(files.weights);
        ObjectMapper mapper = new ObjectMapper();
        NewFile.write(
                files.description,
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(description(mapper, c)) + "\n");
        NewFile.write(files.program, numpyProgram());
        return files;
    }

    /** The program that is written beside the weights; the README shows it. */
    static String numpyProgram() throws IOException {
        try (InputStream in = NetworkFiles.class.getResourceAsStream("run.py")) {
            if (in == null) {
                throw new IOException("run.py is missing from the program's own jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void put(Map<String, Tensor> tensors, String name, SparseMatrix m) {
        List<SparseMatrix.Entry> entries = m.entries();
        int size = entries.size();
        long[] index = new long[2 * size];
        double[] value = new double[size];
        for (int k = 0; k < size; k++) {
            index[k] = entries.get(k).row();
            index[size + k] = entries.get(k).column();
            value[k] = SparseMatrix.exactly(entries.get(k).value());
        }
        tensors.put(name + ".shape", Tensor.of(new long[] {m.rows(), m.columns()}, 2));
        tensors.put(name + ".index", Tensor.of(index, 2, size));
        tensors.put(name + ".value", Tensor.of(value, size));
    }

    private static void samples(Map<String, Tensor> tensors, Construction c) {
        int n = c.target().n();
        SplitMix64 random = new SplitMix64(20261123);
        Binary64Run run = new Binary64Run(c.network());
        double[] input = new double[SAMPLES * n];
        double[] output = new double[SAMPLES * n];
        for (int s = 0; s < SAMPLES; s++) {
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = (random.nextLong() >>> 44) * 0x1p-20;
                input[s * n + i] = x[i];
            }
            System.arraycopy(run.at(x), 0, output, s * n, n);
        }
        tensors.put("sample.input", Tensor.of(input, SAMPLES, n));
        tensors.put("sample.output", Tensor.of(output, SAMPLES, n));
    }

    private static ObjectNode description(ObjectMapper mapper, Construction c) {
        ObjectNode root = mapper.createObjectNode();
        root.put("operator", c.operator());
        root.put("builder", c.builder());
        root.put("target", c.target().text());
        root.put("n", c.target().n());
        root.put("domain", "[0, 1]^n, one number a token");
        root.put("norm", c.norm().toString());
        root.put("certifiedError", c.bound());
        ObjectNode facts = root.putObject("certificate");
        c.facts().forEach(facts::put);
        root.put("channels", c.channels());
        root.put("weights", c.weights());
        ArrayNode blocks = root.putArray("blocks");
        for (TransformerBlock<SparseMatrix> b : c.network().blocks()) {
            ObjectNode block = blocks.addObject();
            block.put("heads", b.heads().size());
            FeedForward<SparseMatrix> f = b.feedForward();
            block.put("layers", f == null ? 0 : f.layers().size());
            ArrayNode hidden = block.putArray("hidden");
            for (int l = 0; f != null && l < f.layers().size() - 1; l++) {
                hidden.add(f.layers().get(l).weights().columns());
            }
        }
        root.put(
                "evaluation",
                "t = embedding; each block: y = t + sum over heads of ((softmax(q k^T + bias) * multiplier) v) output,"
                        + " t = y + layers with ReLU between them; readout. Tables are indexed by key - query + n - 1.");
        return root;
    }
}
