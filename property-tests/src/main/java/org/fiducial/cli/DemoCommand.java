package org.fiducial.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.peers.DemoCase;
import org.fiducial.peers.Engines;
import org.fiducial.report.Checked;
import org.fiducial.report.HtmlReport;
import org.fiducial.report.JUnitReport;
import org.fiducial.report.JsonReport;
import org.fiducial.report.PowerTable;
import org.fiducial.tensor.NewFile;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.TensorFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fiducial demo}: runs real engines on a seeded case and says what they returned is worth. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs ONNX Runtime and PyTorch on a seeded case and certifies what they return.",
            "The case is causal attention; the last output has the mask off by one on purpose. Writes the case, the outputs, the verdicts"
                    + " and a page with plots."
        },
        footer = {"", "Exit status: 0 if the outputs conform and the broken one does not, 1 otherwise, 2 bad input."})
final class DemoCommand implements Callable<Integer> {
    private static final String OPERATOR = "softmax-attention";
    private static final String LEAD =
            "Causal softmax attention of 8 heads, 256 queries, 256 keys and width 64, drawn from a fixed seed."
                    + " Each engine's output is judged by the float model that its documentation or source declares; the last output is broken"
                    + " on purpose.";

    private final Terminal terminal;
    private final List<CheckedOperator> operators;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            defaultValue = "target/demo",
            description = "Folder to write to. Default: target/demo.")
    private Path folder;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print one line a verdict, and no progress.")
    private boolean quiet;

    DemoCommand(Terminal terminal, List<CheckedOperator> operators) {
        this.terminal = terminal;
        this.operators = operators;
    }

    @Override
    public Integer call() throws CaseException, IOException {
        NewFile.requireFolder(folder);
        CheckedOperator operator = CheckedOperator.named(operators, OPERATOR);
        Files.createDirectories(folder);
        Engines engines = Engines.find();
        engines.absent().forEach(line -> terminal.err().println("fiducial demo: not run: " + line));
        if (engines.present().isEmpty()) {
            terminal.err().println("fiducial demo: no engine runs here; the built-in float32 implementation stands in");
        }
        terminal.flush();
        List<DemoCase.Run> runs = DemoCase.standard().runs(engines);
        List<Checked> checks = new ArrayList<>();
        boolean asMeant = true;
        for (DemoCase.Run run : runs) {
            DemoFiles files = DemoFiles.write(folder, run);
            Checked checked = check(operator, files, run);
            checks.add(checked);
            asMeant &= (checked.verdict().verdict() == Outcome.CONFORMS) == run.conforms();
            VerdictLines.print(terminal, checked, false, quiet);
            if (!quiet) {
                terminal.out()
                        .println("  again: fiducial check " + OPERATOR + " --case " + files.caseFile() + " --candidate "
                                + files.candidateFile() + " "
                                + String.join(
                                        " ",
                                        ModelOptions.arguments(run.declared().model())));
                terminal.out().println();
            }
            terminal.flush();
        }
        write(checks);
        if (!quiet) {
            terminal.out()
                    .println(terminal.heading(
                            "Power: distance of each mistaken output from the exact one, over the bound"));
            PowerTable.lines(checks).forEach(terminal.out()::println);
            terminal.out().println();
            terminal.out().println("Report: " + folder.resolve("report.html"));
        }
        return asMeant ? ExitStatus.CONFORMS : ExitStatus.VIOLATES;
    }

    /** Checks what the files hold, so that the verdict is about them. */
    private Checked check(CheckedOperator operator, DemoFiles files, DemoCase.Run run)
            throws CaseException, IOException {
        TensorFile inputs = Safetensors.read(files.caseFile());
        TensorFile outputs = Safetensors.read(files.candidateFile());
        Map<String, String> parameters = CaseParameters.read(files.caseFile(), inputs, List.of());
        CheckedOperator.Case problem = operator.read(inputs.tensors(), parameters);
        long start = System.nanoTime();
        Verdict verdict;
        try (Progress progress = new Progress(run.label(), problem.rows(), terminal.interactive() && !quiet)) {
            CheckOptions options = CheckOptions.DEFAULT
                    .withThreads(Runtime.getRuntime().availableProcessors())
                    .withProgress(progress);
            verdict = problem.check(outputs.tensor("output"), run.declared().model(), options);
        }
        return new Checked(
                run.label(),
                files.caseFile().toString(),
                files.candidateFile().toString(),
                parameters,
                verdict,
                false,
                (System.nanoTime() - start) * 1e-9,
                DemoFiles.notes(run));
    }

    private void write(List<Checked> checks) throws IOException {
        NewFile.write(folder.resolve("verdicts.json"), JsonReport.of(checks));
        NewFile.write(folder.resolve("verdicts.xml"), JUnitReport.of(checks));
        NewFile.write(folder.resolve("report.html"), HtmlReport.of("Fiducial: " + OPERATOR, LEAD, checks));
    }
}
