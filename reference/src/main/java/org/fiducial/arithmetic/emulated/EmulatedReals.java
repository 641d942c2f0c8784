package org.fiducial.arithmetic.emulated;

import java.math.BigInteger;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;

/**
 * The arithmetic of a storage format, operation by operation: what an implementation computes, infinities and NaN included. +, -, *, / and
 * sqrt round correctly to nearest even; a literal that the format does not hold is rounded. The other functions f have a chosen error: the
 * result is within 2 alpha u |f| of f in the normal range, alpha the {@link EmulatedOptions#functionUlps}, u the unit roundoff; at the
 * smallest alpha, 1/2, they are correctly rounded, beyond it they err by an amount that depends on nothing but the seed and the argument.
 */
public final class EmulatedReals implements ScalarReals<Double> {
    private final Format format;
    private final EmulatedOptions options;
    private final RoundedOperations operations;
    private final PerturbedFunctions functions;

    public EmulatedReals(Format format, EmulatedOptions options) {
        this.format = format;
        this.options = options;
        this.operations = new RoundedOperations(format, options.flushToZero());
        this.functions = new PerturbedFunctions(format, operations, options.functionUlps(), options.seed());
    }

    /** The format with the usual options: {@link EmulatedOptions#usual}. */
    public EmulatedReals(Format format) {
        this(format, EmulatedOptions.usual());
    }

    public Format format() {
        return format;
    }

    public EmulatedOptions options() {
        return options;
    }

    @Override
    public String name() {
        return "emulated " + format.name().toLowerCase(java.util.Locale.ROOT) + ", " + options;
    }

    @Override
    public Double zero() {
        return 0.0;
    }

    @Override
    public Double one() {
        return 1.0;
    }

    @Override
    public Double integer(BigInteger n) {
        return dyadic(Dyadic.of(n, 0));
    }

    @Override
    public Double dyadic(Dyadic x) {
        return operations.round(format.toDouble(format.encode(x, Rounding.TIES_TO_EVEN)));
    }

    @Override
    public Double literal(double x) {
        return operations.round(x);
    }

    /** x rounded to another format, as when it is stored there. */
    public Double store(Double x, Format other) {
        return operations.round(other.round(x));
    }

    @Override
    public Double add(Double x, Double y) {
        return operations.add(x, y);
    }

    @Override
    public Double subtract(Double x, Double y) {
        return operations.add(x, -y);
    }

    @Override
    public Double multiply(Double x, Double y) {
        return operations.multiply(x, y);
    }

    @Override
    public Double negate(Double x) {
        return -x;
    }

    @Override
    public Double divide(Double x, Double y) {
        return operations.divide(x, y);
    }

    @Override
    public Double sum(Terms<Double> x) {
        return options.order()
                .sum(
                        new SummationOrder.Terms() {
                            @Override
                            public double term(int k) {
                                return x.get(k);
                            }

                            @Override
                            public double addTerm(double sum, int k) {
                                return operations.add(sum, x.get(k));
                            }

                            @Override
                            public double add(double sum, double other) {
                                return operations.add(sum, other);
                            }
                        },
                        x.size());
    }

    /** The products are rounded before they are added, or added to a running sum unrounded where multiply-add is fused. */
    @Override
    public Double dot(Terms<Double> x, Terms<Double> y) {
        return options.order()
                .sum(
                        new SummationOrder.Terms() {
                            @Override
                            public double term(int k) {
                                return operations.multiply(x.get(k), y.get(k));
                            }

                            @Override
                            public double addTerm(double sum, int k) {
                                return options.fusedMultiplyAdd()
                                        ? operations.multiplyAdd(x.get(k), y.get(k), sum)
                                        : operations.add(sum, term(k));
                            }

                            @Override
                            public double add(double sum, double other) {
                                return operations.add(sum, other);
                            }
                        },
                        x.size());
    }

    @Override
    public Double exp(Double x) {
        return functions.exp(x);
    }

    @Override
    public Double log(Double x) {
        return functions.log(x);
    }

    @Override
    public Double sqrt(Double x) {
        return operations.sqrt(x);
    }

    @Override
    public Double tanh(Double x) {
        return functions.tanh(x);
    }

    @Override
    public Double erf(Double x) {
        return functions.erf(x);
    }

    @Override
    public Double sin(Double x) {
        return functions.sin(x);
    }

    @Override
    public Double cos(Double x) {
        return functions.cos(x);
    }

    @Override
    public Double abs(Double x) {
        return Math.abs(x);
    }

    /** The larger number; NaN if one is. */
    @Override
    public Double max(Double x, Double y) {
        return Math.max(x, y);
    }

    /** As IEEE 754 compares; undecided if one is NaN. */
    @Override
    public Truth less(Double x, Double y) {
        return truth(x, y, x < y);
    }

    /** As IEEE 754 compares, both zeros equal; undecided if one is NaN. */
    @Override
    public Truth equal(Double x, Double y) {
        return truth(x, y, x.doubleValue() == y.doubleValue());
    }

    private static Truth truth(double x, double y, boolean answer) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return Truth.UNDECIDED;
        }
        return answer ? Truth.TRUE : Truth.FALSE;
    }
}
