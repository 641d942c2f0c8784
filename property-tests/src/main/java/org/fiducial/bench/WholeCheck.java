package org.fiducial.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.number.Format;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;

/** {@code fiducial check} as anybody runs it: a new JVM, files, a binary32 candidate, the verdict. */
final class WholeCheck {
    private static final String COMMAND_LINE = "org.fiducial.cli.Fiducial";

    private WholeCheck() {}

    /** Starts a class with this JVM's options and class path. */
    static List<String> java(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Seconds that pass, the least of some runs; the candidate is the right output rounded to binary32, so it must conform. */
    static double seconds(Path folder, AttentionInputs x, int runs) throws IOException, Peer.FailedException {
        Path problem = folder.resolve("case.safetensors");
        Path candidate = folder.resolve("candidate.safetensors");
        int n = x.size();
        int d = x.width();
        Safetensors.write(
                problem,
                new TensorFile(Map.of(
                        "query", Tensor.exactly(Format.BINARY32, x.query().values(), 1, n, d),
                        "key", Tensor.exactly(Format.BINARY32, x.key().values(), 1, n, d),
                        "value", Tensor.exactly(Format.BINARY32, x.value().values(), 1, n, d))));
        Binary64Blocks a = new Binary64Blocks();
        Enclosures e = a.enclosures(x.output(a));
        Safetensors.write(
                candidate, new TensorFile(Map.of("output", Tensor.rounded(Format.BINARY32, e.mid(), 1, n, d))));
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < runs; i++) {
            long t = System.nanoTime();
            Peer.run(
                    folder,
                    java(
                            List.of(),
                            COMMAND_LINE,
                            "check",
                            "softmax-attention",
                            "--case",
                            problem.toString(),
                            "--candidate",
                            candidate.toString(),
                            "--quiet"));
            best = Math.min(best, (System.nanoTime() - t) * 1e-9);
        }
        return best;
    }
}
