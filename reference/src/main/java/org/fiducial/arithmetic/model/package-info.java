/**
 * What a float implementation is allowed to round, and what it can have computed then.
 *
 * <p>The terms of the bounds, and the largest part of the whole bound that an implementation within the model is known to use up by that term
 * (ExtremalSoftmaxTest, ExtremalOperationsTest); a bound without the term, and mostly one with half of it, fails there.
 *
 * <table>
 * <caption>Terms, where they are derived, and what is known to be used up</caption>
 * <tr><th>term</th><th>derived in</th><th>used up</th></tr>
 * <tr><td>gamma_N of the sums over keys, in numerator and normaliser</td><td>WeightedMean, SumOrder</td><td>0.99; any order 0.88</td></tr>
 * <tr><td>2 T of N, for tiles of one key</td><td>SumOrder</td><td>0.50: a tile that rescales adds 1 to the normaliser, one that does not only adds</td></tr>
 * <tr><td>E of the exponential; stored weights; stored logits</td><td>ModelledSoftmax, WeightedMean</td><td>0.98; 0.96 to 0.99; 0.99</td></tr>
 * <tr><td>kappa: natural, base 2, fused</td><td>FloatModel, ModelledSoftmax</td><td>0.91, 0.67, 0.39: the rounding of log2(e) counts as a whole u, and the fused
 *     form as one with a rounded product</td></tr>
 * <tr><td>deviations of logits, e^Theta and tanh(Theta / 2); of values</td><td>WeightedMean</td><td>0.80 and 0.94; 1.00</td></tr>
 * <tr><td>underflow of weights, 2 N (2 eta_w + eta_a)</td><td>ModelledSoftmax</td><td>0.22</td></tr>
 * <tr><td>sums, products, quotients, row sums, what a product's sum begins with</td><td>ModelledSum, ModelledProduct, ModelledQuotient</td><td>0.99 to 1.00</td></tr>
 * <tr><td>scales, split scales, roots of scales</td><td>ModelledProduct</td><td>0.84, 0.83, 0.63</td></tr>
 * <tr><td>flushing: operands and results of sums, quotients</td><td>ModelledSum, ModelledQuotient</td><td>0.65, 0.97</td></tr>
 * </table>
 */
@NullMarked
package org.fiducial.arithmetic.model;

import org.jspecify.annotations.NullMarked;
