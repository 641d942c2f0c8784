package org.fiducial.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fiducial.bench.Bench;
import org.fiducial.bench.BenchRow;
import org.fiducial.report.TextTable;
import org.fiducial.tensor.NewFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fiducial bench}: what certification costs, beside Arb, mpmath, OpenBLAS and an unverified loop. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the engines beside their peers, in one run, and says which goals are met. Takes about a minute.",
            "Times are processor times of one thread, the least of several runs, unless a line says otherwise.",
            "Arb needs gcc and Debian's libflint-arb-dev, mpmath needs Debian's python3-mpmath; a missing peer is named."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int WIDTH = 118;

    private final Terminal terminal;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON.")
    private @Nullable Path json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print no progress.")
    private boolean quiet;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        NewFile.requirePlaces(json);
        Path folder = Files.createTempDirectory("fiducial-bench");
        try {
            Bench bench = new Bench(folder, what -> {
                if (!quiet) {
                    terminal.err().println("fiducial bench: " + what);
                    terminal.err().flush();
                }
            });
            List<BenchRow> rows = bench.rows();
            print(bench, rows);
            if (json != null) {
                write(json, bench, rows);
            }
            return rows.stream().anyMatch(r -> Boolean.FALSE.equals(r.met())) ? 1 : 0;
        } finally {
            delete(folder);
        }
    }

    private void print(Bench bench, List<BenchRow> rows) {
        bench.versions().forEach(v -> terminal.out().println(v));
        for (BenchRow row : rows) {
            terminal.out().println();
            terminal.out().println(terminal.heading(row.name()));
            List<List<String>> lines = new ArrayList<>();
            lines.add(List.of("seconds", seconds(row.seconds())));
            if (row.radius() != null) {
                lines.add(List.of("radius", String.format(Locale.ROOT, "%.2e", row.radius())));
            }
            for (BenchRow.Comparison c : row.comparisons()) {
                Double ratio = row.ratio(c);
                lines.add(List.of(
                        "peer",
                        ratio == null
                                ? c.peer()
                                : c.peer() + ": " + seconds(c.seconds()) + ", "
                                        + String.format(Locale.ROOT, "%.2fx ours", ratio)));
            }
            lines.add(List.of("goal", row.goal()));
            lines.add(List.of("met", met(row)));
            row.notes().forEach(n -> lines.add(List.of("note", n)));
            TextTable.lines(lines, 2, WIDTH).forEach(l -> terminal.out().println(l));
        }
        terminal.out().flush();
    }

    private static String met(BenchRow row) {
        if (Double.isNaN(row.seconds())) {
            return "not measured";
        }
        Boolean met = row.met();
        return met == null ? "not measured: a peer is missing" : met ? "yes" : "no";
    }

    private static String seconds(@Nullable Double s) {
        return s == null || s.isNaN() ? "-" : String.format(Locale.ROOT, "%.3g", s);
    }

    private static void write(Path file, Bench bench, List<BenchRow> rows) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ArrayNode array = root.putArray("rows");
        for (BenchRow row : rows) {
            BenchRow.Comparison first = row.comparisons().get(0);
            ObjectNode o = array.addObject();
            o.put("name", row.name());
            number(o, "seconds", row.seconds());
            number(o, "radius", row.radius());
            o.put("peer", first.peer());
            number(o, "peerSeconds", first.seconds());
            number(o, "ratio", row.ratio(first));
            o.put("goal", row.goal());
            o.put("met", Double.isNaN(row.seconds()) ? null : row.met());
            ArrayNode also = o.putArray("also");
            for (BenchRow.Comparison c :
                    row.comparisons().subList(1, row.comparisons().size())) {
                ObjectNode p = also.addObject();
                p.put("peer", c.peer());
                number(p, "peerSeconds", c.seconds());
                number(p, "ratio", row.ratio(c));
            }
            row.notes().forEach(o.putArray("notes")::add);
        }
        bench.versions().forEach(root.putArray("versions")::add);
        NewFile.write(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }

    private static void number(ObjectNode o, String name, @Nullable Double x) {
        if (x == null || x.isNaN()) {
            o.putNull(name);
        } else {
            o.put(name, x);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.toList()) {
                Files.delete(f);
            }
        }
        Files.delete(folder);
    }
}
