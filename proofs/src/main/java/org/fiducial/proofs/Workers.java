package org.fiducial.proofs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Two processes that share a queue of tasks about one folder of sources. */
public final class Workers {
    private static final int PROCESSES = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path home;

    /**
     * @param folder the sources
     * @param home where KeY may keep its settings, apart from the user's own
     */
    public Workers(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    /** What a worker says of the folder before it proves anything. */
    public Worker.Hello hello() throws IOException, InterruptedException {
        List<Worker.Hello> hellos = new ArrayList<>();
        work(new ConcurrentLinkedQueue<>(), new ArrayList<>(), hellos, attempt -> {});
        return hellos.get(0);
    }

    /**
     * The attempts by contract.
     *
     * @param done told of every attempt at once, by one process at a time
     * @throws IOException if a worker fails
     */
    public Map<String, Attempt> prove(Collection<Task> tasks, Consumer<Attempt> done)
            throws IOException, InterruptedException {
        Map<String, Attempt> attempts = new TreeMap<>();
        if (tasks.isEmpty()) {
            return attempts;
        }
        Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
        var pool = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Future<List<Attempt>>> futures = new ArrayList<>();
            for (int i = 0; i < Math.min(PROCESSES, tasks.size()); i++) {
                futures.add(pool.submit(() -> {
                    List<Attempt> found = new ArrayList<>();
                    work(queue, found, new ArrayList<>(), done);
                    return found;
                }));
            }
            for (Future<List<Attempt>> f : futures) {
                for (Attempt a : f.get()) {
                    attempts.put(a.contract(), a);
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("a proving process failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
        return attempts;
    }

    private void work(Queue<Task> queue, List<Attempt> found, List<Worker.Hello> hellos, Consumer<Attempt> done)
            throws IOException, InterruptedException {
        Files.createDirectories(home);
        Path log = Files.createTempFile(home, "worker", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1200m",
                        "-Xmx1600m",
                        "-Xmn500m",
                        "-XX:+UseSerialGC",
                        "-Dkey.disregardSettings=true",
                        "-Duser.home=" + home.toAbsolutePath(),
                        "-cp",
                        classPath(),
                        Worker.class.getName(),
                        folder.toAbsolutePath().toString())
                .redirectError(log.toFile())
                .start();
        try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer out = process.outputWriter(StandardCharsets.UTF_8)) {
            hellos.add(JSON.readValue(answer(in, log), Worker.Hello.class));
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
                out.write(JSON.writeValueAsString(task) + "\n");
                out.flush();
                Attempt attempt = JSON.readValue(answer(in, log), Attempt.class);
                found.add(attempt);
                synchronized (this) {
                    done.accept(attempt);
                }
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
        Files.delete(log);
    }

    private static String answer(BufferedReader in, Path log) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(Worker.ANSWER)) {
                return line.substring(Worker.ANSWER.length());
            }
        }
        throw new IOException("a worker ended without an answer; it said: "
                + Files.readString(log).strip());
    }

    /** The class path of this process; test runners may hide it in another property. */
    private static String classPath() {
        String tests = System.getProperty("surefire.test.class.path");
        return tests != null ? tests : System.getProperty("java.class.path", "." + File.pathSeparator);
    }
}
