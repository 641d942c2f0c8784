package org.fiducial.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.report.Checked;
import org.fiducial.report.HtmlReport;
import org.fiducial.report.JUnitReport;
import org.fiducial.report.JsonReport;
import org.fiducial.tensor.NewFile;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fiducial check OPERATOR}: one verdict. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks what an implementation returned for a case.",
        footer = {
            "",
            "Exit status: 0 CONFORMS, 1 VIOLATES (or suspicious with --strict), 2 usage or bad input, 3 INCONCLUSIVE.",
            "'fiducial describe OPERATOR' documents the tensors and parameters of a case."
        })
final class CheckCommand implements Callable<Integer> {
    /** The options that go with {@code --samples}. */
    private static final List<String> SAMPLED = List.of(
            "--samples", "--case", "--param", "--output", "--false-alarm", "--json", "--html", "--threads", "--quiet");

    private final Terminal terminal;
    private final List<CheckedOperator> operators;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OPERATOR", description = "Name, as 'fiducial operators' lists it.")
    private String name;

    @Option(
            names = "--case",
            required = true,
            paramLabel = "FILE",
            description = "The inputs: .safetensors, .npz or .npy.")
    private Path caseFile;

    @Option(
            names = "--candidate",
            paramLabel = "FILE",
            description = "What the implementation returned: .safetensors, .npz or .npy.")
    private @Nullable Path candidateFile;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description =
                    "Run this implementation on the case instead, such as gpu:softmax-attention; it declares its own model."
                            + " Options of the model replace what it says.")
    private @Nullable String run;

    @Option(
            names = "--samples",
            paramLabel = "DIR|FILE|-",
            description =
                    "Outputs of repeated runs with fresh random choices instead of a candidate: a folder of files, one file with a leading"
                            + " axis of runs, or - for file names on standard input. Tests unbiasedness and variance.")
    private @Nullable String samples;

    @Option(
            names = "--false-alarm",
            paramLabel = "P",
            defaultValue = "1e-9",
            description = "With --samples: largest probability of rejecting a correct implementation. Default: 1e-9.")
    private String falseAlarm;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the operator; repeatable. Overrides the case's metadata.")
    private List<String> parameters = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description =
                    "Which output the candidate is. Default: the first that 'describe' lists, output for most; with --samples, one whose"
                            + " mean is known.")
    private @Nullable String chosenOutput;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--strict", description = "An output that conforms but is suspicious counts as a violation.")
    private boolean strict;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the verdict as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the verdict as a self-contained page with plots.")
    private @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the verdict as JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--power-rows",
            paramLabel = "N",
            description =
                    "Query rows over all heads on which the known mistakes are evaluated; 0 leaves the power out. Default: "
                            + "${DEFAULT-VALUE}.")
    private int powerRows = CheckOptions.DEFAULT.powerRows();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads; the verdict does not depend on them. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but the verdict's name, and no progress.")
    private boolean quiet;

    CheckCommand(Terminal terminal, List<CheckedOperator> operators) {
        this.terminal = terminal;
        this.operators = operators;
    }

    @Override
    public Integer call() throws CaseException, IOException {
        CheckedOperator operator = CheckedOperator.named(operators, name);
        int ways = (candidateFile == null ? 0 : 1) + (run == null ? 0 : 1) + (samples == null ? 0 : 1);
        if (ways != 1) {
            throw new CaseException("expected either --candidate FILE or --run NAME or --samples DIR");
        }
        requireCounts();
        requireUsed();
        requirePlaces();
        TensorFile inputs = TensorFile.read(caseFile);
        if (samples != null) {
            Map<String, String> parameter = CaseParameters.read(caseFile, inputs, parameters);
            return new SamplesCheck(
                            terminal,
                            operator,
                            caseFile,
                            samples,
                            parameter,
                            chosenOutput,
                            falseAlarm,
                            json,
                            html,
                            quiet)
                    .run(inputs);
        }
        String output =
                chosenOutput == null ? operator.description().outputs().get(0).name() : chosenOutput;
        TensorFile outputs = candidateFile == null ? null : TensorFile.read(candidateFile);
        Map<String, String> given = CaseParameters.read(caseFile, inputs, parameters);
        CheckedOperator.Case problem;
        Tensor candidate;
        FloatModel declared;
        if (candidateFile != null && outputs != null) {
            candidate = CandidateTensor.find(candidateFile, outputs, operator, output);
            // Codes and indices have no format of their own to declare.
            declared = model.model(candidate.type().isFloat() ? candidate.type().format() : Format.BINARY32);
            problem = operator.read(inputs.tensors(), given);
        } else {
            Implementations chosen = Implementations.named(run == null ? "" : run, name);
            problem = operator.read(inputs.tensors(), given);
            Implementation.Problem posed = new Implementation.Problem(inputs.tensors(), given, output);
            chosen.requireAccepted(posed);
            declared = model.model(chosen.implementation().declared(posed));
            candidate = chosen.run(posed, 0).output();
        }
        long start = System.nanoTime();
        Verdict verdict;
        try (Progress progress = new Progress("checking", problem.rows(), terminal.interactive() && !quiet)) {
            verdict = problem.check(candidate, declared, new CheckOptions(output, threads, powerRows, progress));
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        String label = candidateFile == null ? String.valueOf(run) : String.valueOf(candidateFile.getFileName());
        Checked checked = new Checked(
                label,
                caseFile.toString(),
                candidateFile == null ? label : candidateFile.toString(),
                new TreeMap<>(given),
                verdict,
                strict,
                seconds,
                List.of());
        write(checked);
        VerdictLines.print(terminal, checked, quiet, false);
        int status = ExitStatus.of(verdict.verdict());
        return verdict.verdict() == Outcome.CONFORMS && !checked.passes() ? ExitStatus.VIOLATES : status;
    }

    private void requireCounts() throws CaseException {
        if (threads < 1) {
            throw new CaseException("--threads " + threads + ", expected at least 1");
        }
        if (powerRows < 0) {
            throw new CaseException("--power-rows " + powerRows + ", expected at least 0");
        }
    }

    /** What would be ignored is a mistake: repeated runs are judged by their own law, not by a float model. */
    private void requireUsed() throws CaseException {
        for (OptionSpec o : command.commandLine().getParseResult().matchedOptions()) {
            boolean law = o.longestName().equals("--false-alarm");
            if (law && samples == null) {
                throw new CaseException("--false-alarm without --samples, expected both or none");
            } else if (!law && samples != null && !SAMPLED.contains(o.longestName())) {
                throw new CaseException(
                        o.longestName() + " with --samples, expected none but " + String.join(", ", SAMPLED));
            }
        }
    }

    /** Reports that could not be written are found before the work, not after it. */
    private void requirePlaces() throws CaseException, IOException {
        List<Path> taken = new ArrayList<>(List.of(caseFile.toAbsolutePath().normalize()));
        if (candidateFile != null) {
            taken.add(candidateFile.toAbsolutePath().normalize());
        }
        NewFile.requirePlaces(json, html, junit);
        for (Path report : new Path[] {json, html, junit}) {
            if (report == null) {
                continue;
            }
            Path place = report.toAbsolutePath().normalize();
            if (taken.contains(place)) {
                throw new CaseException(report + ": named for two files, expected a file of its own for each report");
            }
            taken.add(place);
        }
    }

    private void write(Checked checked) throws IOException {
        if (json != null) {
            NewFile.write(json, JsonReport.of(checked));
        }
        if (html != null) {
            String title = "Fiducial: " + checked.verdict().operator() + " "
                    + checked.verdict().verdict();
            NewFile.write(
                    html,
                    HtmlReport.of(title, "One output checked against its declared float model.", List.of(checked)));
        }
        if (junit != null) {
            NewFile.write(junit, JUnitReport.of(List.of(checked)));
        }
    }
}
