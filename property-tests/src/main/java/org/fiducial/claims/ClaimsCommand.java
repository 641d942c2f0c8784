package org.fiducial.claims;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fiducial.tensor.NewFile;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Claim;
import org.fiducial.theory.ClaimResult;
import org.fiducial.theory.Claims;
import org.fiducial.theory.ErrorLedger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fiducial claims}: checks claims and lists their evidence. */
@Command(
        name = "claims",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks the claims of the operators' sheets and shows the evidence for each.",
        footer = {
            "",
            "Exit status: 0 if every claim is found as labelled, every mutant is rejected and the error ledger is kept; 1 otherwise;"
                    + " 2 usage or bad input. A claim without a check is OPEN and no contradiction."
        })
public final class ClaimsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "OPERATOR", arity = "0..*", description = "Sheets to check. Default: all.")
    private List<String> operators = new ArrayList<>();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the results as a self-contained page.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
        PrintWriter out = command.getOut();
        CheckRun run = options.run(command);
        NewFile.requirePlaces(json, html);
        List<Claim> claims = chosen(command);
        int width = claims.stream().mapToInt(c -> c.id().length()).max().orElse(0);
        String row = "%-" + width + "s  %-9s  %-11s  %10s  %8s  %6s%n";
        out.println("effort " + run.effort().name().toLowerCase(Locale.ROOT) + ", seed " + run.seed());
        out.printf(Locale.ROOT, row, "claim", "verdict", "evidence", "error", "mutants", "time");
        List<ClaimResult> results = new ArrayList<>();
        ErrorLedger ledger = new ErrorLedger();
        for (Claim claim : claims) {
            ClaimResult r = claim.check(run);
            results.add(r);
            ledger.enter(claim.id(), r.evidence());
            boolean open = claim.parts().isEmpty();
            out.printf(
                    Locale.ROOT,
                    row,
                    claim.id(),
                    open ? "-" : r.evidence().verdict().name(),
                    r.kind().name(),
                    open ? "-" : r.evidence().falsePass().toString(),
                    open ? "-" : r.killed() + "/" + r.mutants().size(),
                    open ? "-" : String.format(Locale.ROOT, "%.1f s", r.seconds()));
            out.flush();
        }
        out.println(ledger);
        boolean contradicted = false;
        for (ClaimResult r : results) {
            r.evidence()
                    .counterexample()
                    .ifPresent(c -> out.println(r.claim().id() + ", explicit object: " + c.summary()));
            if (!r.contradiction().isEmpty()) {
                contradicted = true;
                out.println(r.claim().id() + " contradicts its label: " + r.contradiction());
            }
        }
        out.println("'fiducial claim ID' shows one claim in full.");
        if (json != null) {
            NewFile.write(json, ClaimJson.of(results));
        }
        if (html != null) {
            NewFile.write(html, ClaimHtml.of(results, ledger));
        }
        return contradicted || !ledger.isWithinBudget() ? 1 : 0;
    }

    private List<Claim> chosen(CommandLine command) {
        try {
            return operators.isEmpty()
                    ? Claims.all()
                    : operators.stream()
                            .distinct()
                            .flatMap(o -> Claims.of(o).stream())
                            .toList();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage());
        }
    }
}
