package org.fiducial.proofs;

/**
 * What a worker is asked: one contract with the strategies to try in order.
 *
 * @param contract class and method
 * @param strategies letters of {@link Strategy}
 * @param maxSteps rule applications an attempt may make
 * @param maxMillis wall time an attempt may take
 * @param stopAtFirstOpenGoal whether an attempt ends with the first goal that stays open
 */
public record Task(String contract, String strategies, int maxSteps, long maxMillis, boolean stopAtFirstOpenGoal) {}
