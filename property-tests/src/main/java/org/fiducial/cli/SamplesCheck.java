package org.fiducial.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.SampleVerdict;
import org.fiducial.oracle.SampledOperator;
import org.fiducial.report.SampleReport;
import org.fiducial.tensor.NewFile;
import org.fiducial.tensor.TensorFile;
import org.fiducial.theory.Probability;
import org.jspecify.annotations.Nullable;

/** {@code fiducial check OPERATOR --samples}: the test of repeated outputs. */
record SamplesCheck(
        Terminal terminal,
        CheckedOperator operator,
        Path caseFile,
        String samples,
        Map<String, String> parameters,
        @Nullable String chosenOutput,
        String falseAlarm,
        @Nullable Path json,
        @Nullable Path html,
        boolean quiet) {
    /** Tests every run and prints the verdict. @return the exit status */
    int run(TensorFile inputs) throws CaseException, IOException {
        if (!(operator instanceof SampledOperator sampled)) {
            throw new CaseException(operator.description().name()
                    + " makes no random choices, expected --candidate instead of --samples");
        }
        Probability alpha = probability();
        String output = chosenOutput == null ? sampled.sampledOutput() : chosenOutput;
        SampledOperator.SampledCase problem = sampled.readSampled(inputs.tensors(), parameters);
        BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SampleFiles files = SampleFiles.of(samples, names, operator, output, problem.shape(output));
        long runs = files.count();
        SampledOperator.SampleTest test = problem.test(output, runs, alpha);
        long[] seen = {0};
        try (Progress progress = new Progress("testing runs", runs, terminal.interactive() && !quiet)) {
            files.forEach((tensor, first) -> {
                if (++seen[0] > runs) {
                    throw new CaseException(samples + ": more runs than before, expected files that do not change");
                }
                test.add(tensor, first);
                progress.accept(seen[0]);
            });
        }
        if (seen[0] != runs) {
            throw new CaseException(samples + ": fewer runs than before, expected files that do not change");
        }
        SampleVerdict verdict = test.verdict();
        if (json != null) {
            NewFile.write(json, SampleReport.json(caseFile.toString(), samples, verdict));
        }
        if (html != null) {
            String title = "Fiducial: " + verdict.operator() + " samples " + verdict.outcome();
            NewFile.write(html, SampleReport.html(title, caseFile.toString(), samples, verdict, problem.curves()));
        }
        terminal.out()
                .println(terminal.paint(verdict.outcome())
                        + (quiet ? "" : "  " + samples + " (" + verdict.operator() + ", " + verdict.output() + ")"));
        if (!quiet) {
            SampleReport.lines(verdict).forEach(terminal.out()::println);
        }
        return ExitStatus.of(verdict.outcome());
    }

    private Probability probability() throws CaseException {
        try {
            BigDecimal p = new BigDecimal(falseAlarm);
            if (p.signum() > 0 && p.compareTo(BigDecimal.ONE) < 0 && p.scale() <= 300) {
                return new Probability(p);
            }
        } catch (NumberFormatException e) {
            // The same line as for a number out of range.
        }
        throw new CaseException(
                "--false-alarm " + falseAlarm + ", expected a number between 1e-300 and 1 such as 1e-9");
    }
}
