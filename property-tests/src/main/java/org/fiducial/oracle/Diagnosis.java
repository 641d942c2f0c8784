package org.fiducial.oracle;

/**
 * A named mistake that explains a violation: the output of the mistaken operator, with its own envelope, contains the candidate.
 *
 * @param mistake short name, as in the catalogue
 * @param description what the implementation did then
 * @param explained fraction of the examined elements that the mistake explains, 1 for all
 * @param ratio largest distance from the mistaken output over its bound, at most 1
 */
public record Diagnosis(String mistake, String description, double explained, double ratio) {}
