package org.fiducial.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Shape;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;

/**
 * Repeated outputs in files, in the order in which they are given: one run a file, or several along a leading axis. They are read one at a
 * time, once to count the runs and once to test them.
 */
final class SampleFiles {
    private final List<Path> files;
    private final CheckedOperator operator;
    private final String output;
    private final int[] shape;

    private SampleFiles(List<Path> files, CheckedOperator operator, String output, int[] shape) {
        this.files = files;
        this.operator = operator;
        this.output = output;
        this.shape = shape.clone();
    }

    /**
     * The files of a folder by name, one file, or those whose names come one a line from the reader.
     *
     * @param place a folder, a file, or - for the reader
     * @param shape of one run
     */
    static SampleFiles of(String place, BufferedReader names, CheckedOperator operator, String output, int[] shape)
            throws CaseException, IOException {
        List<Path> files = new ArrayList<>();
        if (place.equals("-")) {
            for (String line = names.readLine(); line != null; line = names.readLine()) {
                if (!line.isBlank()) {
                    files.add(path(line.strip()));
                }
            }
        } else if (Files.isDirectory(path(place))) {
            try (Stream<Path> inside = Files.list(path(place))) {
                inside.filter(f -> Files.isRegularFile(f) && isTensorFile(f))
                        .sorted()
                        .forEach(files::add);
            }
        } else {
            files.add(path(place));
        }
        if (files.isEmpty()) {
            throw new CaseException((place.equals("-") ? "standard input" : place)
                    + ": no samples, expected files that end in .safetensors, .npz or .npy");
        }
        return new SampleFiles(files, operator, output, shape);
    }

    private static Path path(String name) throws CaseException {
        if (name.isBlank()) {
            throw new CaseException("--samples is empty, expected the name of a folder or file, or -");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new CaseException("'" + name + "' is no file name: " + e.getReason());
        }
    }

    private static boolean isTensorFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".safetensors") || name.endsWith(".npz") || name.endsWith(".npy");
    }

    /** What is done with one run. */
    @FunctionalInterface
    interface Run {
        void of(Tensor samples, long first) throws CaseException;
    }

    /** Number of runs in all files. */
    long count() throws CaseException, IOException {
        long runs = 0;
        for (Path f : files) {
            runs += runs(f, read(f));
        }
        if (runs == 0) {
            throw new CaseException(files.get(0) + ": no samples, expected at least one");
        }
        return runs;
    }

    /** Hands every run over, in order. */
    void forEach(Run run) throws CaseException, IOException {
        for (Path f : files) {
            Tensor t = read(f);
            long runs = runs(f, t);
            long elements = t.elements() / Math.max(1, runs);
            for (long r = 0; r < runs; r++) {
                run.of(t, r * elements);
            }
        }
    }

    private Tensor read(Path f) throws CaseException, IOException {
        return CandidateTensor.find(f, TensorFile.read(f), operator, output);
    }

    private long runs(Path f, Tensor t) throws CaseException {
        int[] s = t.shape().sizes();
        int lead = s.length - shape.length;
        boolean fits = lead == 0 || lead == 1;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = s[lead + i] == shape[i];
        }
        if (!fits) {
            throw new CaseException(f + ": samples of '" + output + "' have shape " + t.shape() + ", expected "
                    + Shape.of(shape) + " with or without a leading axis of runs");
        }
        return lead == 0 ? 1 : s[0];
    }
}
