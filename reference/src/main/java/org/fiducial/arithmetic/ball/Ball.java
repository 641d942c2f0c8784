package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.jspecify.annotations.Nullable;

/**
 * The real numbers within a radius of a midpoint m * 2^e. The only promise of every operation: the result contains the exact result for
 * every choice of numbers from the operands. The precision p of an operation is the number of binary digits of the midpoint of its
 * result; it decides how good the result is, never whether it is right.
 *
 * <p>Exponents are unlimited for practical purposes: |e| up to 2^30. A result that is smaller becomes a ball around zero, one that is
 * larger an ArithmeticException. Equal balls have the same midpoint and radius.
 */
public final class Ball {
    public static final Ball ZERO = NormalForm.aroundZero(Radius.ZERO);
    public static final Ball ONE = of(Dyadic.ONE);

    /** The midpoint is sign * (hi * 2^64 + lo) * 2^e with hi's first digit one, or it is zero, or it is big * 2^e. */
    final int sign;

    final long hi;
    final long lo;
    final int e;
    final long radius;
    /** The signed midpoint over 2^e; made on demand where hi and lo hold it. */
    private @Nullable BigInteger big;

    Ball(int sign, long hi, long lo, int e, long radius, @Nullable BigInteger big) {
        this.sign = sign;
        this.hi = hi;
        this.lo = lo;
        this.e = e;
        this.radius = radius;
        this.big = big;
    }

    /** The number x, exactly. */
    public static Ball of(Dyadic x) {
        return NormalForm.exact(x.significand(), x.exponent());
    }

    /** The integer n, exactly. */
    public static Ball of(BigInteger n) {
        return of(Dyadic.of(n, 0));
    }

    /** The integer n, exactly. */
    public static Ball of(long n) {
        return of(BigInteger.valueOf(n));
    }

    /** A ball that contains every number within radius of midpoint; its radius is larger by a factor of at most 1 + 2^-28. */
    public static Ball of(Enclosure x) {
        return of(x.midpoint())
                .widen(Radius.above(x.radius().significand(), x.radius().exponent()));
    }

    /** Whether the midpoint has more than 128 digits. */
    boolean isLong() {
        return hi == 0 && sign != 0;
    }

    /** The midpoint, exactly. */
    public Dyadic midpoint() {
        return Dyadic.of(mantissa(), e);
    }

    /** The radius, exactly. */
    public Dyadic radius() {
        return Radius.toDyadic(radius);
    }

    public Enclosure enclosure() {
        return new Enclosure(midpoint(), radius());
    }

    /** Whether the radius is zero. */
    public boolean isExact() {
        return radius == Radius.ZERO;
    }

    /** Whether this is the number zero and no other. */
    public boolean isZero() {
        return sign == 0 && isExact();
    }

    public boolean contains(Dyadic x) {
        return enclosure().contains(x);
    }

    /** Whether every number of y is one of this. */
    public boolean contains(Ball y) {
        return midpoint().subtract(y.midpoint()).abs().add(y.radius()).compareTo(radius()) <= 0;
    }

    /** Whether the two balls have a number in common. */
    public boolean meets(Ball y) {
        return enclosure().meets(y.enclosure());
    }

    public boolean containsZero() {
        return signum() == 0;
    }

    /** The sign of all the ball's numbers, 0 if they do not have one sign. */
    int signum() {
        return isExact() || lowerMagnitude() != Radius.ZERO ? sign : 0;
    }

    BigInteger mantissa() {
        BigInteger m = big;
        if (m == null) {
            byte[] magnitude = ByteBuffer.allocate(16).putLong(hi).putLong(lo).array();
            m = new BigInteger(sign, magnitude);
            big = m;
        }
        return m;
    }

    int exponent() {
        return e;
    }

    /** The t with 2^(t - 1) <= |midpoint| < 2^t; the midpoint must not be zero. */
    long top() {
        return (long) e + (isLong() ? mantissa().abs().bitLength() : 128);
    }

    long packedRadius() {
        return radius;
    }

    /** An upper bound of the magnitude of the midpoint. */
    long midpointMagnitude() {
        return isLong() ? Radius.above(mantissa(), e) : Radius.above(hi, lo, e);
    }

    /** An upper bound of the magnitude of all numbers. */
    long upperMagnitude() {
        return Radius.add(midpointMagnitude(), radius);
    }

    /** A lower bound of the magnitude of all numbers: zero if the ball contains zero, or almost does. */
    long lowerMagnitude() {
        return isLong()
                ? Radius.differenceBelow(mantissa(), e, radius)
                : Radius.differenceBelow(hi >>> 3, e + 67L, radius);
    }

    /** The midpoint alone. */
    public Ball center() {
        return isExact() ? this : new Ball(sign, hi, lo, e, Radius.ZERO, big);
    }

    /**
     * All numbers within r of a number of this: what is needed to add a proved error to a computed value.
     *
     * @throws IllegalArgumentException if r is negative
     */
    public Ball plusMinus(Dyadic r) {
        if (r.signum() < 0) {
            throw new IllegalArgumentException("negative radius " + r);
        }
        return widen(Radius.above(r.significand(), r.exponent()));
    }

    Ball widen(long by) {
        return by == Radius.ZERO ? this : new Ball(sign, hi, lo, e, Radius.add(radius, by), big);
    }

    /** The ball with its midpoint rounded to p digits. */
    public Ball round(int p) {
        return isLong() || p < 128 ? NormalForm.rounded(mantissa(), e, radius, p) : this;
    }

    public Ball negate() {
        return new Ball(
                -sign, hi, lo, e, radius, isLong() || sign == 0 ? mantissa().negate() : null);
    }

    /** This times 2^by, without rounding. */
    public Ball shift(int by) {
        long r = Radius.shift(radius, by);
        return isLong() ? NormalForm.of(mantissa(), (long) e + by, r) : NormalForm.of(sign, hi, lo, (long) e + by, r);
    }

    public Ball add(Ball y, int p) {
        return Operations.add(this, y, p);
    }

    public Ball subtract(Ball y, int p) {
        return add(y.negate(), p);
    }

    public Ball multiply(Ball y, int p) {
        return Operations.multiply(this, y, p);
    }

    public Ball square(int p) {
        return multiply(this, p);
    }

    /**
     * The quotient.
     *
     * @throws ArithmeticException if y is zero
     * @throws UndecidedException if y cannot be told from zero
     */
    public Ball divide(Ball y, int p) {
        return Operations.divide(this, y, p);
    }

    /**
     * The square root.
     *
     * @throws ArithmeticException if the ball has only negative numbers
     * @throws UndecidedException if some of its numbers are negative
     */
    public Ball sqrt(int p) {
        return Operations.sqrt(this, p);
    }

    public Ball abs() {
        if (signum() != 0) {
            return sign < 0 ? negate() : this;
        }
        return fromZeroTo(upperMagnitude());
    }

    /** Everything from 0 to the number. */
    static Ball fromZeroTo(long upper) {
        long half = Radius.shift(upper, -1);
        return NormalForm.of(BigInteger.valueOf(Radius.mantissa(half)), Radius.exponent(half), half);
    }

    /** Whether every number of this is less than every number of y, or none is. */
    public Truth less(Ball y) {
        Ball difference = subtract(y, 32);
        int order = difference.signum();
        if (order == 0 && !difference.isZero()) {
            return Truth.UNDECIDED;
        }
        return order < 0 ? Truth.TRUE : Truth.FALSE;
    }

    /** Contains the larger number of every pair. */
    public Ball max(Ball y, int p) {
        return Operations.max(this, y, p);
    }

    /** The exponential; sizes beyond 2^(2^30) are an ArithmeticException. */
    public Ball exp(int p) {
        return Exponential.exp(this, p);
    }

    /**
     * The natural logarithm.
     *
     * @throws ArithmeticException if the ball has no positive number
     * @throws UndecidedException if some of its numbers are not positive
     */
    public Ball log(int p) {
        return Logarithm.log(this, p);
    }

    public Ball tanh(int p) {
        return HyperbolicTangent.tanh(this, p);
    }

    /** The error function. */
    public Ball erf(int p) {
        return ErrorFunction.erf(this, p);
    }

    /** 1 - erf, with p digits of its own; from 128 on an upper bound of it only. */
    public Ball erfc(int p) {
        return ErrorFunction.erfc(this, p);
    }

    /** The distribution function of the standard normal law, accurate in both tails as {@link #erfc} is. */
    public Ball normalDistribution(int p) {
        return ErrorFunction.normal(this, p);
    }

    /**
     * The confluent hypergeometric function 1F1(a; b; this).
     *
     * @throws ArithmeticException if b is zero or a negative integer
     * @throws UndecidedException if b may be one
     */
    public Ball hypergeometric1F1(Ball a, Ball b, int p) {
        return Hypergeometric.kummer(a, b, this, p);
    }

    /** The confluent hypergeometric limit function 0F1(b; this); exceptions as for {@link #hypergeometric1F1}. */
    public Ball hypergeometric0F1(Ball b, int p) {
        return Hypergeometric.confluentLimit(b, this, p);
    }

    public Ball sin(int p) {
        return Trigonometric.sin(this, p);
    }

    public Ball cos(int p) {
        return Trigonometric.cos(this, p);
    }

    /** The arc tangent, between -pi/2 and pi/2. */
    public Ball atan(int p) {
        return ArcTangent.atan(this, p);
    }

    /** e^x - 1, accurate near 0. */
    public Ball expm1(int p) {
        return Hyperbolic.expm1(this, p);
    }

    /** log(1 + x), accurate near 0; exceptions as for {@link #log}. */
    public Ball log1p(int p) {
        return Hyperbolic.log1p(this, p);
    }

    public Ball sinh(int p) {
        return Hyperbolic.sinh(this, p);
    }

    public Ball cosh(int p) {
        return Hyperbolic.cosh(this, p);
    }

    public Ball asinh(int p) {
        return Hyperbolic.asinh(this, p);
    }

    /** The inverse of cosh on x >= 1; exceptions as for {@link #sqrt} below 1. */
    public Ball acosh(int p) {
        return Hyperbolic.acosh(this, p);
    }

    /** The inverse of tanh on |x| < 1; exceptions as for {@link #log} and {@link #divide} beyond. */
    public Ball atanh(int p) {
        return Hyperbolic.atanh(this, p);
    }

    /** pi with p digits. */
    public static Ball pi(int p) {
        return Constants.piBall(p);
    }

    /** ln 2 with p digits. */
    public static Ball ln2(int p) {
        return Constants.ln2Ball(p);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ball y && radius == y.radius && midpoint().equals(y.midpoint());
    }

    @Override
    public int hashCode() {
        return 31 * midpoint().hashCode() + Long.hashCode(radius);
    }

    @Override
    public String toString() {
        return "[" + decimal(midpoint(), 20) + " +/- " + decimal(radius(), 3) + "]";
    }

    private static String decimal(Dyadic x, int digits) {
        return x.isZero() || Math.abs((long) x.floorLog2()) < 5000
                ? x.round(80, Rounding.TIES_TO_EVEN)
                        .toBigDecimal()
                        .round(new MathContext(digits))
                        .toString()
                : x.round(16, Rounding.TIES_TO_EVEN).toString();
    }
}
