package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;

/**
 * How computed softmax weights may deviate: they are the softmax of logits that are off by at most theta, computed with sums whose terms
 * pass through a bounded number of roundings (claim softmax-attention-C12, derivation).
 *
 * @param allowed allowed keys of each row
 * @param theta bound on the error of the logarithm of each unnormalised weight, row by row; 0 where a key is not allowed
 * @param chance under the probabilistic model, the part of theta that is a sum of errors independent of other keys' and of mean zero
 * @param adversarial under the probabilistic model, the largest rest of theta in each row
 * @param sums gamma_N of each row's sums over keys
 * @param underflow bound on the absolute error of a sum of weighted values per unit of the values' size, from results below the normal range
 */
record SoftmaxDeviation(
        AllowedKeys allowed,
        double[] theta,
        double[] chance,
        double[] adversarial,
        double[] sums,
        double[] underflow) {}
