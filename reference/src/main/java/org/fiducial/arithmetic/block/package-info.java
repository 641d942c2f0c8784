/**
 * Certified arithmetic at the speed of ordinary arithmetic: matrices of binary64 midpoints whose radii come from a-priori bounds, so that
 * the inner loops are the ordinary ones. Bounds use u = 2^-53 and gamma_k = k u / (1 - k u) (Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., ch. 3); every radius is computed with its own rounding errors added on top.
 *
 * <p>What is counted, and the largest part of it that an input is known to use up. Tests hold each input against its bound
 * (ExtremalSumsTest, ExtremalRadiiTest, WorstArgumentsTest), so a bound below that part fails; where it is above one half, half the bound does.
 *
 * <table>
 * <caption>Bounds, where they are derived, and what is known to be used up</caption>
 * <tr><th>bound</th><th>derived in</th><th>used up</th></tr>
 * <tr><td>products: gamma_k, k = 2 + 32 + d / 64, of a product of norms</td><td>ProductRows, JavaProduct</td><td>0.94</td></tr>
 * <tr><td>products: d 2^-1074 of underflow; each loses half as much</td><td>ProductRows</td><td>0.49</td></tr>
 * <tr><td>radii of factors: n E + e N + e E</td><td>ProductRows</td><td>1.00</td></tr>
 * <tr><td>scales: gamma_4 for tau, u for the product</td><td>ScaledRows</td><td>0.65</td></tr>
 * <tr><td>exponential: 1.75 u</td><td>Exponential</td><td>0.76</td></tr>
 * <tr><td>weights: Theta = D + u max |s - c| + E</td><td>SoftmaxRows</td><td>0.96; D alone 1.00</td></tr>
 * <tr><td>sums of weights: gamma_k, k = 24 + n / 128</td><td>SoftmaxRows</td><td>0.86 of a log-sum-exp</td></tr>
 * <tr><td>quotients: both sums and u</td><td>SoftmaxRows</td><td>0.67</td></tr>
 * <tr><td>outputs: tanh(Theta / 2) of the range; weights: e^(2 Theta) - 1</td><td>SoftmaxRows</td><td>0.99; 0.88</td></tr>
 * <tr><td>weights below the floor: 1e-306, of which 3.4e-308 occur</td><td>SoftmaxRows, ColumnExtents</td><td>0.006</td></tr>
 * <tr><td>row sums: the corrections' own roundings</td><td>Reductions</td><td>1.00</td></tr>
 * <tr><td>sums, products, quotients, roots of single numbers</td><td>Elementwise</td><td>1.00</td></tr>
 * <tr><td>ln 8 u, tanh 40 u, erf 400 u, sine and cosine 8 u</td><td>Elementary</td><td>0.35, 0.09, 0.05, 0.21</td></tr>
 * <tr><td>pairs: sum 4 u^2, product 6 u^2, quotient 32 u^2, root 16 u^2</td><td>TwofoldNumber</td><td>0.62, 0.67, 0.21, 0.20</td></tr>
 * <tr><td>exponential of pairs: 32 u^2</td><td>TwofoldExponential</td><td>0.06</td></tr>
 * <tr><td>products by slices: 2 u^2 for each addition of norms</td><td>SlicedProductRows</td><td>0.03</td></tr>
 * </table>
 *
 * <p>Terms that only a larger one beside them hides (the last u of a quotient of sums, the error of ln in a log-sum-exp, weights below the
 * floor in an output, underflow beside a product that rounds up to the least number anyway) are kept, since each is derived by itself.
 */
@NullMarked
package org.fiducial.arithmetic.block;

import org.jspecify.annotations.NullMarked;
