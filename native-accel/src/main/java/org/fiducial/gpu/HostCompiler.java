package org.fiducial.gpu;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** A C++ compiler in the PATH, and the program it makes of the kernels. */
record HostCompiler(Path compiler) {
    /** In order of preference. */
    static final List<String> NAMES = List.of("g++", "clang++", "c++");

    /** Contraction is left out so that what is written once rounds once; the kernels' bounds allow both. */
    private static final List<String> OPTIONS =
            List.of("-std=c++17", "-O1", "-ffp-contract=off", "-fno-fast-math", "-Wno-unknown-pragmas");

    /** Options that the environment adds, such as those of a sanitizer: FIDUCIAL_CXXFLAGS, separated by blanks. */
    private static List<String> options() {
        String flags = System.getenv("FIDUCIAL_CXXFLAGS");
        List<String> all = new ArrayList<>(OPTIONS);
        if (flags != null && !flags.isBlank()) {
            all.addAll(List.of(flags.strip().split("\\s+")));
        }
        return all;
    }

    static Optional<HostCompiler> find() {
        String path = System.getenv("PATH");
        for (String name : NAMES) {
            for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
                Path file = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(file) && !Files.isDirectory(file)) {
                    return Optional.of(new HostCompiler(file));
                }
            }
        }
        return Optional.empty();
    }

    String name() {
        return String.valueOf(compiler.getFileName());
    }

    /** The program of all kernels as they ship; one that was made from the same sources by the same command is used again. */
    Path build() {
        return build(ShippedKernels.FAMILIES, ShippedKernels::source);
    }

    /**
     * The program of these families.
     *
     * @param source gives the text of a file below {@code cuda}
     */
    Path build(List<String> families, Function<String, byte[]> source) {
        try {
            Path cache = cache();
            Path program = cache.resolve("kernels-" + key(families, source));
            if (!Files.isExecutable(program)) {
                Files.createDirectories(cache);
                Path work = Files.createTempDirectory(cache, "build");
                try {
                    Files.move(compile(work, families, source), program, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    delete(work);
                }
            }
            return program;
        } catch (IOException e) {
            throw new DeviceException("the kernels cannot be built on the host: " + e.getMessage(), e);
        }
    }

    /** The build folder where there is one, else the user's cache: places that no other user may write to. */
    private static Path cache() {
        String home = System.getProperty("fiducial.home");
        Path module = home == null ? Path.of("") : Path.of(home, "native-accel");
        if (Files.isDirectory(module.resolve("src/main/cuda"))) {
            return module.resolve("target/host").toAbsolutePath();
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "fiducial")
                : Path.of(cache, "fiducial");
    }

    private static List<String> files(List<String> families) {
        List<String> all = new ArrayList<>(ShippedKernels.HEADERS);
        all.addAll(ShippedKernels.HOST);
        families.forEach(f -> all.add(f + ".cu"));
        return all;
    }

    private String key(List<String> families, Function<String, byte[]> source) {
        MessageDigest digest = ShippedKernels.sha256();
        digest.update((compiler + " " + options()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        files(families).forEach(f -> digest.update(source.apply(f)));
        return HexFormat.of().formatHex(digest.digest()).substring(0, 20);
    }

    private Path compile(Path work, List<String> families, Function<String, byte[]> text) throws IOException {
        for (String file : files(families)) {
            Path target = work.resolve(file);
            Files.createDirectories(target.getParent());
            Files.write(target, text.apply(file));
        }
        List<String> link = new ArrayList<>(List.of(compiler.toString()));
        link.addAll(options());
        link.addAll(List.of("-o", "kernels"));
        List<Process> running = new ArrayList<>();
        List<String> sources = new ArrayList<>(List.of("host/machine.cpp", "host/server.cpp"));
        families.forEach(f -> sources.add(f + ".cu"));
        for (String source : sources) {
            String object = source.replace('/', '_') + ".o";
            List<String> command = new ArrayList<>(List.of(compiler.toString()));
            command.addAll(options());
            command.addAll(List.of("-x", "c++", "-c", source, "-o", object));
            running.add(start(work, source.replace('/', '_') + ".log", command));
            link.add(object);
        }
        for (int i = 0; i < running.size(); i++) {
            finish(work, running.get(i), sources.get(i).replace('/', '_') + ".log");
        }
        finish(work, start(work, "link.log", link), "link.log");
        return work.resolve("kernels");
    }

    private static Process start(Path work, String log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(log).toFile())
                .start();
    }

    private static void finish(Path work, Process process, String log) throws IOException {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroy();
                throw new DeviceException("the C++ compiler does not finish");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException("the C++ compiler was interrupted", e);
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(work.resolve(log));
            String first = lines.stream()
                    .filter(l -> l.contains("error"))
                    .findFirst()
                    .orElse(lines.isEmpty() ? "no message" : lines.get(0));
            throw new DeviceException("the C++ compiler says: " + first);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
