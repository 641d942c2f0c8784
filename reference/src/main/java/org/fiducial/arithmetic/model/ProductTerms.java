package org.fiducial.arithmetic.model;

/**
 * What is remembered of a matrix product, because an implementation may scale its factors instead of the product, and may begin its sum with
 * what the text adds to it.
 *
 * @param sums upper bounds of sum_l |x_il||y_lj|
 * @param underflow bound on the effect of factors that leave the normal range when they are scaled
 * @param right upper bounds of sum_l |y_lj|
 * @param operand upper bound of every |x_il| and |y_lj|
 * @param inner number of terms
 */
record ProductTerms(double[] sums, double[] underflow, double[] right, double operand, int inner) {}
