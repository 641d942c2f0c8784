package org.fiducial.proofs;

/**
 * One attempt at one contract.
 *
 * @param contract class and method, such as Selection.topK
 * @param strategy name of the strategy
 * @param closed whether KeY closed every goal
 * @param nodes size of the proof tree
 * @param openGoals goals left open
 * @param seconds wall time
 * @param smt goals closed by an external solver; none is ever called
 * @param interactive steps not made by the automatic strategy
 */
public record Attempt(
        String contract,
        String strategy,
        boolean closed,
        int nodes,
        int openGoals,
        double seconds,
        int smt,
        int interactive) {}
