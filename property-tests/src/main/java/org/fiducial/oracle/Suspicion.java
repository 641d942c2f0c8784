package org.fiducial.oracle;

/**
 * The second, probabilistic envelope: outputs that conform provably and are still suspiciously far.
 *
 * @param suspicious whether an element lies outside it
 * @param falseAlarm largest probability that a correct implementation is called suspicious, under the assumptions
 * @param ratio largest observed distance over the probabilistic bound, on the elements held against it; an operator may hold only
 *     the rows against it that are farthest off, so this is a lower bound of the largest of all
 * @param assumptions what the probability rests on
 */
public record Suspicion(boolean suspicious, double falseAlarm, double ratio, String assumptions) {}
