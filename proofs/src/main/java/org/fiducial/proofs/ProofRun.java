package org.fiducial.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The proofs of a checkout: every contract, then mutants of their bodies. An attempt is kept under a hash of the sources that it depends on,
 * of this program and of KeY, as soon as it is made; with {@code CI} in the environment or {@code -Dfiducial.proofs.full=true} nothing kept is used.
 */
public final class ProofRun {
    /** Strategies in order; the first closes all but the lemmas of nonlinear arithmetic. */
    private static final String PORTFOLIO = "ABDC";

    private static final int MAX_STEPS = 60_000;
    /** Far above what a proof takes, so that a slow machine does not change a result. */
    private static final long MAX_MILLIS = 900_000;

    private final Path root;
    private final Path target;
    private final Sources sources;
    private final List<VerifiedMethod> methods;
    private final ProofCache cache;
    private final String program;

    /** @param root the checkout */
    public ProofRun(Path root) throws IOException {
        this.root = root;
        this.target = root.resolve("proofs/target");
        this.sources = Sources.in(root.resolve("reference/src/main/java/org/fiducial/verified"));
        this.methods = sources.methods();
        Files.createDirectories(target);
        boolean full = System.getenv("CI") != null || Boolean.getBoolean("fiducial.proofs.full");
        this.cache = new ProofCache(target.resolve("proof-cache.json"), !full);
        this.program = program();
    }

    public List<VerifiedMethod> methods() {
        return methods;
    }

    public Sources sources() {
        return sources;
    }

    /** The worker's view of the sources: choices in force and contracts found. */
    public Worker.Hello hello() throws IOException, InterruptedException {
        return workers("contracts", sources).hello();
    }

    /** One attempt a contract, by name: the one that closed it, or the last. */
    public SortedMap<String, Attempt> contracts() throws IOException, InterruptedException {
        List<Task> tasks = methods.stream()
                .sorted(Comparator.comparingInt(VerifiedMethod::size).reversed())
                .map(m -> new Task(m.name(), PORTFOLIO, MAX_STEPS, MAX_MILLIS, false))
                .toList();
        return run("contracts", sources, tasks, t -> key(t.contract(), ""));
    }

    /**
     * One attempt a mutant, by contract, with the strategy that closed the original, twice its steps and three times its time. No contract may
     * occur twice: all bodies change together.
     */
    public SortedMap<String, Attempt> mutants(Collection<Mutant> mutants, Map<String, Attempt> originals)
            throws IOException, InterruptedException {
        Map<String, Mutant> byContract = mutants.stream().collect(Collectors.toMap(Mutant::contract, m -> m));
        List<Task> tasks = new ArrayList<>();
        for (Mutant m : mutants) {
            Attempt original = originals.get(m.contract());
            if (original == null || !original.closed()) {
                throw new IllegalArgumentException(m.contract() + ": a mutant of what is not proved");
            }
            tasks.add(new Task(
                    m.contract(),
                    original.strategy(),
                    2 * original.nodes() + 500,
                    (long) (3000 * original.seconds()) + 4000,
                    true));
        }
        Sources mutated = sources.with(List.copyOf(mutants));
        return run("mutants", mutated, tasks, t -> {
            Mutant m = byContract.get(t.contract());
            return key(t.contract(), m == null ? "" : m.change());
        });
    }

    private SortedMap<String, Attempt> run(String folder, Sources from, List<Task> tasks, Function<Task, String> keys)
            throws IOException, InterruptedException {
        SortedMap<String, Attempt> attempts = new TreeMap<>();
        List<Task> left = new ArrayList<>();
        for (Task t : tasks) {
            Attempt known = cache.get(keys.apply(t));
            if (known == null) {
                left.add(t);
            } else {
                attempts.put(t.contract(), known);
            }
        }
        Map<String, Task> byContract = left.stream().collect(Collectors.toMap(Task::contract, t -> t));
        Map<String, Attempt> found = left.isEmpty()
                ? Map.of()
                : workers(folder, from)
                        .prove(
                                left,
                                a -> cache.put(keys.apply(Objects.requireNonNull(byContract.get(a.contract()))), a));
        for (Task t : left) {
            Attempt a = found.get(t.contract());
            if (a == null) {
                throw new IOException(t.contract() + ": no answer from a proving process");
            }
            attempts.put(t.contract(), a);
        }
        return attempts;
    }

    private Workers workers(String folder, Sources from) throws IOException {
        Path copy = target.resolve("key/" + folder);
        from.writeTo(copy);
        return new Workers(copy, target.resolve("key/home"));
    }

    /** Who calls each contract's method, and the sheets that will. */
    public Map<String, List<String>> usedBy() throws IOException {
        Map<String, SortedSet<String>> callers = Callers.in(List.of(
                root.resolve("reference/target/classes"),
                root.resolve("theory/target/classes"),
                root.resolve("property-tests/target/classes")));
        Map<String, List<String>> used = new TreeMap<>();
        for (VerifiedMethod m : methods) {
            SortedSet<String> names = new TreeSet<>(callers.getOrDefault(m.name(), new TreeSet<>()));
            for (String sheet : m.sheets()) {
                if (!Files.exists(root.resolve("theory/operators/" + sheet + ".md"))) {
                    names.add("planned:" + sheet);
                }
            }
            used.put(m.name(), List.copyOf(names));
        }
        return used;
    }

    /** Writes proof-status.json, proof-status.md and proof-status.html into {@code proofs/target}. */
    public ProofStatus write(Map<String, Attempt> contracts, Collection<Mutant> tried, Map<String, Attempt> mutants)
            throws IOException {
        Map<String, List<String>> used = usedBy();
        List<ProofStatus.ContractRow> rows = new ArrayList<>();
        contracts.forEach((name, a) -> rows.add(new ProofStatus.ContractRow(
                name,
                a.closed(),
                a.strategy(),
                a.nodes(),
                Math.round(a.seconds() * 1000) / 1000.0,
                a.smt(),
                a.interactive(),
                used.getOrDefault(name, List.of()))));
        List<ProofStatus.MutantRow> changed = new ArrayList<>();
        for (Mutant m : tried) {
            Attempt a = mutants.get(m.contract());
            if (a != null) {
                changed.add(new ProofStatus.MutantRow(m.contract(), m.change(), a.closed()));
            }
        }
        ProofStatus status = new ProofStatus(rows, changed);
        status.write(target.resolve("proof-status.json"));
        Map<String, String> words =
                methods.stream().collect(Collectors.toMap(VerifiedMethod::name, VerifiedMethod::words));
        Files.writeString(target.resolve("proof-status.md"), StatusTable.markdown(status, words));
        Files.writeString(target.resolve("proof-status.html"), StatusTable.html(status, words));
        return status;
    }

    private String key(String contract, String change) {
        String type = contract.substring(0, contract.indexOf('.'));
        return Sources.hashOf(String.join("\n", program, contract, sources.hash(type), change));
    }

    /** KeY's version and the parts of this program that decide whether a proof closes. */
    private String program() throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(root.resolve("pom.xml"))
                .replaceFirst("(?s).*<key.version>(.*?)</key.version>.*", "$1"));
        all.append(' ').append(PORTFOLIO).append(' ').append(MAX_STEPS);
        for (String part : List.of("Session", "Strategy", "Worker")) {
            all.append(Files.readString(root.resolve("proofs/src/main/java/org/fiducial/proofs/" + part + ".java")));
        }
        return all.toString();
    }
}
