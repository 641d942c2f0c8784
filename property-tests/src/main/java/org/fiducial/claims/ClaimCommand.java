package org.fiducial.claims;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fiducial.report.TextTable;
import org.fiducial.tensor.NewFile;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Claim;
import org.fiducial.theory.ClaimResult;
import org.fiducial.theory.Claims;
import org.fiducial.theory.Counterexample;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Part;
import org.fiducial.theory.Refutation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fiducial claim ID}: one claim in full. */
@Command(
        name = "claim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks one claim and shows its statement, its evidence and what its check rejects.",
        footer = {
            "",
            "Exit status: 0 if the claim is found as labelled and every mutant is rejected; 1 otherwise; 2 usage or bad input."
        })
public final class ClaimCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The claim, such as softmax-attention-C3.")
    private String id = "";

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--save-counterexample",
            paramLabel = "FILE",
            description = "Write the claim's stored counterexample, or the object it is built on, to a file.")
    private @Nullable Path save;

    @Option(
            names = "--counterexample",
            paramLabel = "FILE",
            description = "Examine the inputs of a file, written by --save-counterexample and perhaps changed.")
    private @Nullable Path given;

    @Override
    public Integer call() throws IOException {
        CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
        PrintWriter out = command.getOut();
        try {
            Claim claim = Claims.claim(id);
            if (given != null && save != null) {
                throw new IllegalArgumentException("--counterexample and --save-counterexample, expected one of them");
            } else if (given != null) {
                return examine(claim, text(given), out);
            }
            if (save != null) {
                NewFile.requirePlaces(save);
                NewFile.write(save, stored(claim).toText());
                out.println("wrote " + save + "; examine it by: fiducial claim " + id + " --counterexample " + save);
                return 0;
            }
            return show(claim, options.run(command), out);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage());
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": a folder, expected a counterexample");
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not text in UTF-8, expected a counterexample", e);
        }
    }

    private static int show(Claim claim, CheckRun run, PrintWriter out) {
        out.println(claim.id() + " " + claim.text().title());
        paragraph(out, "Statement", claim.text().statement());
        paragraph(out, "Source", claim.text().source());
        paragraph(out, "Kind", claim.text().kind());
        out.println();
        if (claim.parts().isEmpty()) {
            out.println("OPEN: no check is registered.");
            return 0;
        }
        ClaimResult r = claim.check(run);
        Evidence e = r.evidence();
        out.println(e.verdict() + " " + e.kind() + ": " + e.kind().meaning());
        paragraph(out, "Scope", e.scope());
        out.println("False statement accepted with probability at most " + e.falsePass()
                + "; true one rejected with at most " + e.falseAlarm());
        paragraph(out, "Rests on", e.kind().restsOn());
        for (Part part : claim.parts()) {
            Evidence found = r.parts().getOrDefault(part.name(), e);
            out.println();
            out.println(part.name() + ": " + found.verdict() + " " + found.kind());
            List<List<String>> rows = new ArrayList<>();
            found.numbers().forEach((name, value) -> rows.add(List.of(name, value)));
            TextTable.lines(rows, 2, WIDTH).forEach(out::println);
            for (ClaimResult.MutantResult m : r.mutants()) {
                if (m.part().equals(part.name())) {
                    out.println("  mutant '" + m.name() + "': " + (m.killed() ? "rejected" : "SURVIVES") + ", "
                            + m.evidence().verdict());
                }
            }
        }
        out.println();
        out.println("Again: fiducial claim " + claim.id() + " --effort "
                + run.effort().name().toLowerCase(Locale.ROOT) + " --seed " + run.seed());
        String contradiction = r.contradiction();
        if (!contradiction.isEmpty()) {
            out.println("CONTRADICTS ITS LABEL: " + contradiction);
        }
        return contradiction.isEmpty() ? 0 : 1;
    }

    private static void paragraph(PrintWriter out, String name, String text) {
        List<String> lines = TextTable.wrap(name + ": " + text, WIDTH);
        out.println(lines.get(0));
        lines.subList(1, lines.size()).forEach(l -> out.println("  " + l));
    }

    private static Counterexample stored(Claim claim) {
        return claim.parts().stream()
                .filter(p -> p.check() instanceof Refutation)
                .map(p -> ((Refutation) p.check()).counterexample())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("claim " + claim.id() + " stores no counterexample or object"));
    }

    private static int examine(Claim claim, String text, PrintWriter out) {
        Counterexample c = Counterexample.parse(text);
        if (!c.claim().equals(claim.id())) {
            throw new IllegalArgumentException("counterexample to " + c.claim() + ", expected one to " + claim.id());
        }
        Part part = claim.part(c.part());
        if (!(part.check() instanceof Refutation refutation)) {
            throw new IllegalArgumentException(
                    "part '" + c.part() + "' of " + claim.id() + " examines no stored inputs");
        }
        Evidence e;
        try {
            e = refutation.examine(c);
        } catch (ArithmeticException f) {
            e = Evidence.undecided(String.valueOf(f.getMessage()));
        }
        out.println(e.verdict() + " " + e.kind() + ": " + c.explanation());
        List<List<String>> rows = new ArrayList<>();
        c.values().forEach((name, value) -> rows.add(List.of(name, value)));
        e.numbers().forEach((name, value) -> rows.add(List.of(name, value)));
        TextTable.lines(rows, 2, WIDTH).forEach(out::println);
        return e.kind() == part.kind() ? 0 : 1;
    }
}
