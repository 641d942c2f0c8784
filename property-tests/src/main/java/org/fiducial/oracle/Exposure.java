package org.fiducial.oracle;

/**
 * What this very check would have seen of one catalogued mistake.
 *
 * @param mistake short name, as in the catalogue
 * @param description what the implementation would do
 * @param applicable whether the mistake changes anything that this case declares (a causal mistake needs a causal mask)
 * @param exposed whether the mistaken output leaves the envelope somewhere
 * @param factor largest distance of the mistaken output, in exact arithmetic otherwise, from the right one, over the bound, on the
 *     rows that were examined; above 1 it is exposed
 */
public record Exposure(String mistake, String description, boolean applicable, boolean exposed, double factor) {}
