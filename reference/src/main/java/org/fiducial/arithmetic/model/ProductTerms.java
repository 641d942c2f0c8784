package org.fiducial.arithmetic.model;

/**
 * What is remembered of a matrix product, because an implementation may scale its factors instead of the product.
 *
 * @param sums upper bounds of sum_l |x_il||y_lj|
 * @param underflow bound on the effect of factors that leave the normal range when they are scaled
 */
record ProductTerms(double[] sums, double[] underflow) {}
