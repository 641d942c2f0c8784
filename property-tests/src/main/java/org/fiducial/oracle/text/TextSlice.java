package org.fiducial.oracle.text;

import java.util.List;
import java.util.Map;

/**
 * A part of a case that is evaluated on its own, such as one head: a block of rows that lie one after another in the candidate.
 *
 * @param firstElement position in the candidate of the block's first element
 * @param rows rows of the output
 * @param columns columns of the output
 * @param algorithms the ways an implementation may compute it, all the same in exact arithmetic; an element's bound is the largest of
 *     theirs. The first gives the exact value
 * @param mistakes the mistaken texts by their names in the catalogue; one that is missing changes nothing here
 */
public record TextSlice(
        long firstElement, int rows, int columns, List<OperatorText> algorithms, Map<String, OperatorText> mistakes) {
    public TextSlice {
        algorithms = List.copyOf(algorithms);
        mistakes = Map.copyOf(mistakes);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("no algorithm, expected at least one");
        }
    }
}
