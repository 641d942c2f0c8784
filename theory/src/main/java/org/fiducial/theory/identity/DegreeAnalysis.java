package org.fiducial.theory.identity;

import java.math.BigInteger;
import java.util.Arrays;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The analysis arithmetic of identity tests: run on an operator's text it bounds degree, span and height of every element, and the total
 * degree of everything that the text divides by.
 */
public final class DegreeAnalysis extends TwoSortedField<Magnitudes> {
    private final boolean integers;
    private long divisorDegree;
    private boolean circle;

    private DegreeAnalysis(Exponents exponents, boolean integers) {
        super(exponents);
        this.integers = integers;
    }

    /** The analysis of level A: exponentials are variables. */
    public static DegreeAnalysis independent() {
        return new DegreeAnalysis(new LinearFormDegrees(), false);
    }

    /** The analysis of level B: exponentials are powers of one variable g. */
    public static DegreeAnalysis integerPowers() {
        return new DegreeAnalysis(new IntegerExponents(), true);
    }

    @Override
    public String name() {
        return "degree, span and height";
    }

    /** The total degree of the product of all divisors so far. */
    public long divisorDegree() {
        return divisorDegree;
    }

    /** Whether points of the circle group were asked for; the moduli then have to be 3 mod 4. */
    public boolean usesCircle() {
        return circle;
    }

    /** The largest total degree of a numerator in x. */
    public long degree(Magnitudes x) {
        return Arrays.stream(x.value).mapToLong(Magnitude::totalDegree).max().orElse(0);
    }

    /** The largest degree of a numerator in x, as a pair with the largest degree of a denominator. */
    public long[] degrees(Magnitudes x) {
        return new long[] {
            Arrays.stream(x.value).mapToLong(Magnitude::degree).max().orElse(0),
            Arrays.stream(x.value).mapToLong(Magnitude::belowDegree).max().orElse(0)
        };
    }

    /** The largest number of bits of a coefficient of a numerator in x. */
    public double height(Magnitudes x) {
        return Math.max(
                0, Arrays.stream(x.value).mapToDouble(Magnitude::height).max().orElse(0));
    }

    @Override
    public Magnitudes free(int rows, int columns) {
        return filled(rows, columns, Magnitude.VARIABLE, null);
    }

    @Override
    public Magnitudes freeExponents(Matrix values) {
        if (integers) {
            return literal(values);
        }
        long[] e = new long[values.values().length];
        Arrays.fill(e, LinearFormDegrees.variable());
        return filled(values.rows(), values.columns(), Magnitude.VARIABLE, e);
    }

    /** 1 + t^2 never vanishes modulo a prime 3 mod 4, so the points add nothing to the divisors. */
    @Override
    public Variables.Circle<Magnitudes> freeAngle(int... multiples) {
        circle = true;
        Magnitudes cosines = filled(1, multiples.length, Magnitude.ONE, null);
        Magnitudes sines = filled(1, multiples.length, Magnitude.ZERO, null);
        for (int k = 0; k < multiples.length; k++) {
            if (multiples[k] != 0) {
                cosines.value[k] = Magnitude.circle(multiples[k]);
                sines.value[k] = Magnitude.circle(multiples[k]);
            }
        }
        return new Variables.Circle<>(cosines, sines);
    }

    private static Magnitudes filled(int rows, int columns, Magnitude x, long @Nullable [] e) {
        Magnitude[] v = new Magnitude[rows * columns];
        Arrays.fill(v, x);
        return new Magnitudes(rows, columns, v, e);
    }

    @Override
    Magnitudes blank(int rows, int columns, long @Nullable [] exponent) {
        return filled(rows, columns, Magnitude.ZERO, exponent);
    }

    @Override
    void copy(Magnitudes from, int at, Magnitudes to, int k) {
        to.value[k] = from.value[at];
    }

    @Override
    void setConstant(Magnitudes to, int k, Dyadic x) {
        to.value[k] = constant(x);
    }

    private static Magnitude constant(Dyadic x) {
        if (x.isZero()) {
            return Magnitude.ZERO;
        }
        return x.exponent() >= 0
                ? Magnitude.constant(bits(x.significand().shiftLeft(x.exponent())), 0)
                : Magnitude.constant(bits(x.significand()), -x.exponent());
    }

    /** The smallest whole number b with |n| <= 2^b. */
    private static double bits(BigInteger n) {
        return n.abs().subtract(BigInteger.ONE).bitLength();
    }

    @Override
    void setSum(Magnitudes to, int k, Magnitudes x, int i, Magnitudes y, int j) {
        to.value[k] = x.value[i].plus(y.value[j]);
    }

    @Override
    void setDifference(Magnitudes to, int k, Magnitudes x, int i, Magnitudes y, int j) {
        to.value[k] = x.value[i].plus(y.value[j]);
    }

    @Override
    void setProduct(Magnitudes to, int k, Magnitudes x, int i, Magnitudes y, int j) {
        to.value[k] = x.value[i].times(y.value[j]);
    }

    @Override
    void setNegative(Magnitudes to, int k, Magnitudes x) {
        to.value[k] = x.value[k];
    }

    @Override
    void setScaled(Magnitudes to, Magnitudes x, Dyadic factor, BigInteger root) {
        Magnitude c = constant(factor).times(Magnitude.constant(0, bits(root)));
        for (int k = 0; k < to.value.length; k++) {
            to.value[k] = x.value[k].times(c);
        }
    }

    @Override
    void setExponential(Magnitudes to, int k, long exponent) {
        to.value[k] = integers
                ? Magnitude.power(exponent)
                : Magnitude.monomial(LinearFormDegrees.positive(exponent), LinearFormDegrees.negative(exponent));
    }

    @Override
    Magnitudes reciprocals(Magnitudes x) {
        Magnitudes out = blank(x.rows, x.columns, null);
        for (int k = 0; k < x.size(); k++) {
            if (x.value[k].isZero()) {
                throw new ZeroDivisorException("division by the zero polynomial");
            }
            divisorDegree = Math.addExact(divisorDegree, x.value[k].totalDegree());
            out.value[k] = x.value[k].reciprocal();
        }
        return out;
    }

    @Override
    void setMatrixProduct(Magnitudes to, Magnitudes x, Magnitudes y) {
        for (int i = 0; i < to.rows; i++) {
            for (int j = 0; j < to.columns; j++) {
                Magnitude s = Magnitude.ZERO;
                for (int k = 0; k < x.columns; k++) {
                    s = s.plus(x.value[i * x.columns + k].times(y.value[k * y.columns + j]));
                }
                to.value[i * to.columns + j] = s;
            }
        }
    }
}
