package org.fiducial.arithmetic.emulated;

/**
 * What an emulated implementation does beyond its format.
 *
 * @param order order of sums
 * @param fusedMultiplyAdd whether a product is added to a running sum without being rounded first
 * @param flushToZero whether results below the normal range become zero
 * @param functionUlps error alpha of exp, log, tanh, erf, sin and cos: at most 2 alpha u relatively; 1/2 means correctly rounded
 * @param seed of the errors beyond that
 * @throws IllegalArgumentException if functionUlps is below 1/2 or above 1024
 */
public record EmulatedOptions(
        SummationOrder order, boolean fusedMultiplyAdd, boolean flushToZero, double functionUlps, long seed) {
    public EmulatedOptions {
        if (!(functionUlps >= 0.5 && functionUlps <= 1024)) {
            throw new IllegalArgumentException("functions within " + functionUlps + " ulps, expected 0.5 to 1024");
        }
    }

    /** In sequence, nothing fused, gradual underflow, functions correctly rounded. */
    public static EmulatedOptions usual() {
        return new EmulatedOptions(SummationOrder.sequential(), false, false, 0.5, 0);
    }

    public EmulatedOptions withOrder(SummationOrder o) {
        return new EmulatedOptions(o, fusedMultiplyAdd, flushToZero, functionUlps, seed);
    }

    public EmulatedOptions withFusedMultiplyAdd(boolean fused) {
        return new EmulatedOptions(order, fused, flushToZero, functionUlps, seed);
    }

    public EmulatedOptions withFlushToZero(boolean flush) {
        return new EmulatedOptions(order, fusedMultiplyAdd, flush, functionUlps, seed);
    }

    public EmulatedOptions withFunctionUlps(double ulps, long newSeed) {
        return new EmulatedOptions(order, fusedMultiplyAdd, flushToZero, ulps, newSeed);
    }

    @Override
    public String toString() {
        return order + " sums" + (fusedMultiplyAdd ? ", fused multiply-add" : "")
                + (flushToZero ? ", flush to zero" : "") + ", functions within " + functionUlps + " ulps";
    }
}
