package org.fiducial.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fiducial.oracle.CaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fiducial proofs}: what KeY proved of the verified core when it last ran. */
@Command(
        name = "proofs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what KeY proved of the verified core when the proofs last ran (mvn verify).",
            "",
            "Exit status 1 if a contract is open or KeY proved a wrong body."
        })
final class ProofsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--status",
            paramLabel = "FILE",
            description = "Status file instead of proofs/target/proof-status.json.")
    private Path status = Path.of(System.getProperty("fiducial.home", "."), "proofs", "target", "proof-status.json");

    ProofsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, CaseException {
        if (!Files.isRegularFile(status)) {
            throw new CaseException(status + ": the proofs have not run here, expected 'mvn verify' before");
        }
        JsonNode root = read();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("method", "closed", "nodes", "seconds", "strategy", "used by"));
        int closed = 0;
        for (JsonNode c : root.path("contracts")) {
            List<String> users = new ArrayList<>();
            c.path("usedBy").forEach(u -> users.add(u.asText()));
            closed += c.path("closed").asBoolean() ? 1 : 0;
            rows.add(List.of(
                    c.path("name").asText(),
                    c.path("closed").asBoolean() ? "yes" : "NO",
                    c.path("nodes").asText(),
                    String.format(Locale.ROOT, "%.1f", c.path("seconds").asDouble()),
                    c.path("strategy").asText(),
                    String.join(", ", users)));
        }
        print(rows);
        int survivors = 0;
        for (JsonNode m : root.path("mutants")) {
            survivors += m.path("closed").asBoolean() ? 1 : 0;
        }
        int contracts = rows.size() - 1;
        terminal.out()
                .println(closed + " of " + contracts + " contracts closed; " + survivors + " of "
                        + root.path("mutants").size() + " changed bodies closed, expected none");
        return closed == contracts && contracts > 0 && survivors == 0 ? 0 : 1;
    }

    private JsonNode read() throws IOException, CaseException {
        try {
            JsonNode root = new ObjectMapper().readTree(status.toFile());
            if (root != null
                    && root.path("contracts").isArray()
                    && root.path("mutants").isArray()) {
                return root;
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new CaseException(status + ": not JSON: " + JsonFault.of(e) + ", expected a proof status");
        }
        throw new CaseException(status + ": expected lists of contracts and mutants");
    }

    private void print(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        for (List<String> row : rows) {
            for (int k = 0; k < columns; k++) {
                width[k] = Math.max(width[k], row.get(k).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < columns; k++) {
                line.append(row.get(k)).append(" ".repeat(width[k] - row.get(k).length() + 2));
            }
            terminal.out().println(line.toString().stripTrailing());
        }
    }
}
