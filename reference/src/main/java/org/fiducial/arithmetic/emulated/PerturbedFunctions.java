package org.fiducial.arithmetic.emulated;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;
import org.fiducial.number.SplitMix64;

/** Elementary functions rounded to a format, correctly or after a relative change of up to (2 alpha - 1) u. */
final class PerturbedFunctions {
    /** A function on balls. */
    @FunctionalInterface
    private interface Enclosed {
        Ball at(Ball x, int p);
    }

    private final Format format;
    private final RoundedOperations operations;
    private final double amplitude;
    private final long seed;

    PerturbedFunctions(Format format, RoundedOperations operations, double alpha, long seed) {
        this.format = format;
        this.operations = operations;
        // The factors (1 + a) and (1 + u) of change and rounding multiply to at most 1 + 2 alpha u; see the contract.
        double u = format.unitRoundoff();
        this.amplitude = (2 * alpha - 1) * u / (1 + u);
        this.seed = seed;
    }

    double exp(double x) {
        if (Double.isNaN(x) || x == 0 || Double.isInfinite(x) || Math.abs(x) > 1e4) {
            return operations.round(Math.exp(x));
        }
        if (format != Format.BINARY64) {
            // StrictMath.exp is within one unit in the last place of binary64: if both ends round alike, so does e^x.
            double near = StrictMath.exp(x) * (1 + change("exp", x));
            double low = operations.round(near * (1 - 0x1p-50));
            if (low == operations.round(near * (1 + 0x1p-50))) {
                return low;
            }
        }
        return enclosed("exp", Ball::exp, x);
    }

    double log(double x) {
        return !(x > 0) || Double.isInfinite(x) ? operations.round(Math.log(x)) : enclosed("log", Ball::log, x);
    }

    double tanh(double x) {
        return special(x) ? operations.round(Math.tanh(x)) : enclosed("tanh", Ball::tanh, x);
    }

    double erf(double x) {
        return special(x) ? operations.round(Math.tanh(x)) : enclosed("erf", Ball::erf, x);
    }

    double sin(double x) {
        return special(x) ? operations.round(Math.sin(x)) : enclosed("sin", Ball::sin, x);
    }

    double cos(double x) {
        return special(x) ? operations.round(Math.cos(x)) : enclosed("cos", Ball::cos, x);
    }

    /** Zero, infinity or NaN, where tanh and erf agree and the library functions are exact. */
    private static boolean special(double x) {
        return x == 0 || !Double.isFinite(x);
    }

    /** The relative change for this function and argument: uniform in [-amplitude, amplitude]. */
    private double change(String function, double x) {
        if (amplitude == 0) {
            return 0;
        }
        long mixed = new SplitMix64(seed ^ function.hashCode()).nextLong() ^ Double.doubleToLongBits(x);
        return amplitude * (2 * new SplitMix64(mixed).nextUnit() - 1);
    }

    /** f(x) (1 + change) correctly rounded: the precision grows until both ends of an enclosure round alike. */
    private double enclosed(String name, Enclosed f, double x) {
        Dyadic factor = Dyadic.ONE.add(Dyadic.of(change(name, x)));
        for (int p = format.precision() + 30; ; p *= 2) {
            Ball y = f.at(Ball.of(Dyadic.of(x)), p);
            long low = format.encode(y.enclosure().lower().multiply(factor), Rounding.TIES_TO_EVEN);
            if (low == format.encode(y.enclosure().upper().multiply(factor), Rounding.TIES_TO_EVEN)) {
                return operations.round(format.toDouble(low));
            }
        }
    }
}
