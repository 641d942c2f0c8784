package org.fiducial.oracle;

/**
 * The element with the largest ratio of observed error to bound.
 *
 * @param index its place in the candidate
 * @param candidate the candidate's value
 * @param exact the midpoint of the exact value's enclosure, in decimal
 * @param radius the enclosure's radius
 * @param bound largest distance from the exact value that the float model allows
 * @param ulps observed distance in units in the last place of the output format
 * @param ratio observed distance over bound; above 1 is a violation; infinite or NaN candidates give infinity
 */
public record WorstElement(
        int[] index, double candidate, String exact, double radius, double bound, double ulps, double ratio) {}
