package org.fiducial.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Run;
import org.fiducial.operator.Implementation.Sample;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.report.TextTable;
import org.fiducial.tensor.NewFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fiducial gpu}: every kernel on its sample problems, certified and timed. */
@Command(
        name = "gpu",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs every GPU kernel on problems of several sizes and formats, certifies what comes out and times it.",
            "Without a GPU nothing fails: one line says why, and every row is skipped."
        },
        footer = {"", "Exit status: 0 unless a kernel violates its bound (1) or a check is inconclusive (3)."})
final class GpuCommand implements Callable<Integer> {
    private static final int WIDTH = 150;

    private final Terminal terminal;
    private final List<CheckedOperator> operators;

    @Parameters(paramLabel = "OPERATOR", arity = "0..*", description = "Operators; all of them if none is named.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--on",
            paramLabel = "PLACE",
            defaultValue = "gpu",
            description =
                    "gpu, or host: the same sources compiled for this processor, small problems alone. Default: gpu.")
    private String place;

    @Option(names = "--timings", paramLabel = "N", defaultValue = "5", description = "Timed launches. Default: 5.")
    private int timings;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the checks. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the table as a page.")
    private @Nullable Path html;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print no progress.")
    private boolean quiet;

    GpuCommand(Terminal terminal, List<CheckedOperator> operators) {
        this.terminal = terminal;
        this.operators = operators;
    }

    @Override
    public Integer call() throws CaseException, IOException {
        if (timings < 0 || threads < 1) {
            throw new CaseException(
                    "--timings " + timings + " and --threads " + threads + ", expected at least 0 and 1");
        }
        NewFile.requirePlaces(json, html);
        List<Implementation> chosen = chosen();
        String absence = chosen.get(0).absence().orElse(null);
        if (absence != null) {
            terminal.out().println(absence + "; " + chosen.size() + " kernels skipped");
        }
        List<KernelRow> rows = new ArrayList<>();
        for (Implementation i : chosen) {
            if (absence != null) {
                rows.add(KernelRow.without(i.name(), "-", "-", "skipped: " + absence));
                continue;
            }
            for (Sample sample : i.samples()) {
                if (!quiet) {
                    terminal.err().println("fiducial gpu: " + i.name() + ", " + sample.label());
                    terminal.err().flush();
                }
                rows.add(row(i, sample));
            }
        }
        print(rows);
        if (json != null) {
            NewFile.write(json, KernelTable.json(rows, absence));
        }
        if (html != null) {
            NewFile.write(html, KernelTable.html(rows, absence));
        }
        return status(rows);
    }

    private List<Implementation> chosen() throws CaseException {
        List<Implementation> here = Implementation.all().stream()
                .filter(i -> i.name().startsWith(place + ":"))
                .toList();
        if (here.isEmpty()) {
            throw new CaseException(
                    "no kernels for '" + place + "' in this build, expected gpu or host and the module native-accel");
        }
        for (String name : wanted) {
            if (here.stream().noneMatch(i -> i.operator().equals(name))) {
                throw new CaseException("no kernel of '" + name + "', expected one of "
                        + String.join(
                                ", ",
                                here.stream().map(Implementation::operator).toList()));
            }
        }
        return here.stream()
                .filter(i -> wanted.isEmpty() || wanted.contains(i.operator()))
                .toList();
    }

    private KernelRow row(Implementation i, Sample sample) {
        String format = sample.format().name().toLowerCase(Locale.ROOT);
        Implementation.Problem problem = sample.problem().get();
        Optional<String> refusal = i.refusal(problem);
        if (refusal.isPresent()) {
            return KernelRow.without(i.name(), sample.label(), format, "refused: " + refusal.get());
        }
        Run run;
        try {
            run = i.run(problem, timings);
        } catch (IllegalStateException e) {
            return KernelRow.without(i.name(), sample.label(), format, "failed: " + e.getMessage());
        }
        double fraction = i.ceilings(sample.format()).map(c -> c.fraction(run)).orElse(Double.NaN);
        Verdict verdict = null;
        String note = sample.checked() ? "no oracle for this operator" : "timed only: too large to be certified here";
        if (sample.checked()) {
            try {
                verdict = verdict(i, problem, run);
                note = verdict == null ? note : String.join("; ", verdict.reasons());
            } catch (CaseException e) {
                note = "failed: the oracle does not take it: " + e.getMessage();
            }
        }
        return new KernelRow(
                i.name(),
                sample.label(),
                format,
                run.seconds(),
                run.operations() / run.seconds(),
                fraction,
                verdict == null ? null : verdict.verdict(),
                verdict == null ? Double.NaN : verdict.worst().ratio(),
                verdict == null ? "" : verdict.model().toString(),
                note);
    }

    private @Nullable Verdict verdict(Implementation i, Implementation.Problem p, Run run) throws CaseException {
        for (CheckedOperator operator : operators) {
            if (operator.description().name().equals(i.operator())) {
                return operator.read(p.tensors(), p.parameters())
                        .check(
                                run.output(),
                                i.declared(p),
                                CheckOptions.DEFAULT
                                        .withOutput(p.output())
                                        .withThreads(threads)
                                        .withPowerRows(0));
            }
        }
        return null;
    }

    private void print(List<KernelRow> rows) {
        List<List<String>> lines = new ArrayList<>(List.of(KernelRow.HEADINGS));
        rows.forEach(r -> lines.add(r.cells()));
        TextTable.lines(lines, 0, WIDTH).forEach(l -> terminal.out().println(l));
        terminal.out().flush();
    }

    /** A kernel that failed to run has not conformed. */
    private static int status(List<KernelRow> rows) {
        boolean violates = rows.stream()
                .anyMatch(r -> r.verdict() == Outcome.VIOLATES || r.note().startsWith("failed: "));
        boolean open = rows.stream().anyMatch(r -> r.verdict() == Outcome.INCONCLUSIVE);
        return violates ? ExitStatus.VIOLATES : open ? ExitStatus.INCONCLUSIVE : ExitStatus.CONFORMS;
    }
}
