package org.fiducial.proofs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is written to {@code proof-status.json}.
 *
 * @param contracts one row a contract
 * @param mutants one row a mutant that was tried
 */
public record ProofStatus(List<ContractRow> contracts, List<MutantRow> mutants) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * @param name class and method
     * @param closed whether KeY closed every goal
     * @param strategy the strategy that closed it, or the last that was tried
     * @param nodes size of the proof tree
     * @param seconds wall time of that attempt
     * @param smt goals closed by a solver
     * @param interactive steps that were not automatic
     * @param usedBy callers, and planned:OPERATOR for sheets whose operator is not written
     */
    public record ContractRow(
            String name,
            boolean closed,
            String strategy,
            int nodes,
            double seconds,
            int smt,
            int interactive,
            List<String> usedBy) {}

    /**
     * @param contract class and method
     * @param change the line and what replaced it
     * @param closed whether KeY closed the changed body, which it must not
     */
    public record MutantRow(String contract, String change, boolean closed) {}

    /** Writes the status. */
    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }
}
