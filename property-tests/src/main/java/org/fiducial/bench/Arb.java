package org.fiducial.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fiducial.arithmetic.Enclosures;
import org.jspecify.annotations.Nullable;

/** Arb through our C program, built when gcc and the library are there. */
final class Arb {
    private static final List<List<String>> LIBRARIES =
            List.of(List.of("-lflint-arb", "-lflint"), List.of("-larb", "-lflint"), List.of("-lflint"));

    private final Path folder;
    private final @Nullable Path program;
    private final String version;

    private Arb(Path folder, @Nullable Path program, String version) {
        this.folder = folder;
        this.program = program;
        this.version = version;
    }

    /** A run of attention: seconds, largest radius, and all enclosures. */
    record Run(double seconds, double radius, Enclosures output) {}

    /** Builds the program in a folder. */
    static Arb build(Path folder) throws IOException {
        Path source = Peer.source(folder, "arb_attention.c");
        Path program = folder.resolve("arb_attention");
        String why = "";
        for (List<String> libraries : LIBRARIES) {
            try {
                List<String> command =
                        new java.util.ArrayList<>(List.of("gcc", "-O2", source.toString(), "-o", program.toString()));
                command.addAll(libraries);
                Peer.run(folder, command);
                return new Arb(folder, program, Peer.run(folder, List.of(program.toString(), "version")));
            } catch (Peer.FailedException e) {
                why = e.reason();
            }
        }
        return new Arb(folder, null, "Arb (not run: needs gcc and Debian's libflint-arb-dev; " + why + ")");
    }

    /** Name and version, or why it is missing. */
    String name() {
        return version;
    }

    @Nullable
    Run attention(AttentionInputs x, int bits, int runs) throws IOException, Peer.FailedException {
        if (program == null) {
            return null;
        }
        Path in = folder.resolve("inputs-" + x.size());
        if (!Files.exists(in)) {
            x.write(in);
        }
        Path out = folder.resolve("arb-output");
        String[] words = Peer.run(
                        folder,
                        List.of(
                                program.toString(),
                                "attention",
                                in.toString(),
                                Integer.toString(x.size()),
                                Integer.toString(x.width()),
                                Integer.toString(bits),
                                Integer.toString(runs),
                                out.toString()))
                .split("\\s+");
        DoubleBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(out))
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
        double[] mid = new double[x.size() * x.width()];
        double[] radius = new double[mid.length];
        for (int i = 0; i < mid.length; i++) {
            mid[i] = pairs.get();
            radius[i] = pairs.get();
        }
        return new Run(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                new Enclosures(x.size(), x.width(), mid, radius));
    }

    /** Seconds of one exponential and of one term of a dot product. */
    double @Nullable [] operations(int bits) throws IOException, Peer.FailedException {
        if (program == null) {
            return null;
        }
        String[] words = Peer.run(folder, List.of(program.toString(), "operations", Integer.toString(bits)))
                .split("\\s+");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    /** The first element at which two enclosures of one output have no number in common, or -1. */
    static int firstDisagreement(Enclosures a, Enclosures b) {
        for (int i = 0; i < a.mid().length; i++) {
            double gap = Math.abs(a.mid()[i] - b.mid()[i]);
            // Half an ulp for the difference, and one for the sum.
            if (!(gap <= Math.nextUp(Math.nextUp(a.radius()[i] + b.radius()[i])))) {
                return i;
            }
        }
        return -1;
    }
}
