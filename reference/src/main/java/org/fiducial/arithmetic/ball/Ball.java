package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import java.math.MathContext;
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
    public static final Ball ZERO = new Ball(BigInteger.ZERO, 0, Radius.ZERO);
    public static final Ball ONE = of(Dyadic.ONE);

    private final BigInteger m;
    private final int e;
    private final long radius;

    private Ball(BigInteger m, int e, long radius) {
        this.m = m;
        this.e = e;
        this.radius = radius;
    }

    /** The number x, exactly. */
    public static Ball of(Dyadic x) {
        return exact(x.significand(), x.exponent());
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

    /** The number m * 2^e, exactly. */
    static Ball exact(BigInteger m, long e) {
        return of(m, e, Radius.ZERO);
    }

    /** All numbers within radius of m * 2^e. */
    static Ball of(BigInteger m, long e, long radius) {
        if (m.signum() == 0) {
            return new Ball(m, 0, radius);
        }
        long top = e + m.bitLength();
        if (top > Radius.LARGEST_EXPONENT) {
            throw new ArithmeticException("a number of 2^" + (top - 1) + " is beyond the range of this arithmetic");
        }
        if (e < -Radius.LARGEST_EXPONENT) {
            return new Ball(BigInteger.ZERO, 0, Radius.add(radius, Radius.above(m, e)));
        }
        return new Ball(m, (int) e, radius);
    }

    /** All numbers within radius of m * 2^e, the midpoint rounded to nearest to p digits and the radius grown by what that changed. */
    static Ball rounded(BigInteger m, long e, long radius, int p) {
        int drop = m.bitLength() - p;
        if (drop <= 0 || m.getLowestSetBit() >= drop) {
            return of(m, e, radius);
        }
        BigInteger kept = m.shiftRight(drop - 1).add(BigInteger.ONE).shiftRight(1);
        return of(kept, e + drop, Radius.add(radius, Radius.powerOfTwo(e + drop - 1)));
    }

    /** The midpoint, exactly. */
    public Dyadic midpoint() {
        return Dyadic.of(m, e);
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
        return m.signum() == 0 && isExact();
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
        return isExact() || lowerMagnitude() != Radius.ZERO ? m.signum() : 0;
    }

    BigInteger mantissa() {
        return m;
    }

    int exponent() {
        return e;
    }

    /** The smallest t with |midpoint| < 2^t (or <=, for a negative power of two); the midpoint must not be zero. */
    long top() {
        return (long) e + m.bitLength();
    }

    long packedRadius() {
        return radius;
    }

    /** An upper bound of the magnitude of all numbers. */
    long upperMagnitude() {
        return Radius.add(Radius.above(m, e), radius);
    }

    /** A lower bound of the magnitude of all numbers: zero if the ball contains zero, or almost does. */
    long lowerMagnitude() {
        return Radius.differenceBelow(m, e, radius);
    }

    /** The midpoint alone. */
    public Ball center() {
        return isExact() ? this : new Ball(m, e, Radius.ZERO);
    }

    Ball widen(long by) {
        return by == Radius.ZERO ? this : new Ball(m, e, Radius.add(radius, by));
    }

    /** The ball with its midpoint rounded to p digits. */
    public Ball round(int p) {
        return rounded(m, e, radius, p);
    }

    public Ball negate() {
        return new Ball(m.negate(), e, radius);
    }

    /** This times 2^by, without rounding. */
    public Ball shift(int by) {
        return of(m, (long) e + by, Radius.shift(radius, by));
    }

    public Ball add(Ball y, int p) {
        long sum = Radius.add(radius, y.radius);
        if (m.signum() == 0 || y.m.signum() == 0) {
            return m.signum() == 0 ? rounded(y.m, y.e, sum, p) : rounded(m, e, sum, p);
        }
        Ball high = e >= y.e ? this : y;
        Ball low = high == this ? y : this;
        long shift = (long) high.e - low.e;
        if (shift > p + 64L && high.top() > low.top() + p + 4) {
            // The lower number is less than a sixteenth of the last digit kept.
            return rounded(high.m, high.e, Radius.add(sum, Radius.above(low.m, low.e)), p);
        }
        if (low.top() > high.top() + p + 4) {
            return rounded(low.m, low.e, Radius.add(sum, Radius.above(high.m, high.e)), p);
        }
        return rounded(high.m.shiftLeft((int) shift).add(low.m), low.e, sum, p);
    }

    public Ball subtract(Ball y, int p) {
        return add(y.negate(), p);
    }

    public Ball multiply(Ball y, int p) {
        // |XY - xy| <= |x| s + |y| r + r s for |X - x| <= r, |Y - y| <= s.
        long error = isExact() && y.isExact()
                ? Radius.ZERO
                : Radius.add(
                        Radius.multiply(Radius.above(m, e), y.radius), Radius.multiply(y.upperMagnitude(), radius));
        return rounded(m.multiply(y.m), (long) e + y.e, error, p);
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
        long divisor = y.lowerMagnitude();
        if (divisor == Radius.ZERO) {
            if (y.isZero()) {
                throw new ArithmeticException("division by zero");
            }
            throw new UndecidedException("division by " + y + ", which cannot be told from zero");
        }
        // A quotient of at least p + 2 digits, cut toward zero: off by less than one unit.
        int up = Math.max(0, p + 2 - m.bitLength() + y.m.bitLength());
        BigInteger[] q = m.shiftLeft(up).divideAndRemainder(y.m);
        long exponent = (long) e - y.e - up;
        long cut = q[1].signum() == 0 ? Radius.ZERO : Radius.powerOfTwo(exponent);
        // X/Y - x/y = ((X - x) - (x/y) (Y - y)) / Y.
        long error = Radius.divide(
                Radius.add(radius, Radius.multiply(Radius.add(Radius.above(q[0], exponent), cut), y.radius)), divisor);
        return rounded(q[0], exponent, Radius.add(error, cut), p);
    }

    /**
     * The square root.
     *
     * @throws ArithmeticException if the ball has only negative numbers
     * @throws UndecidedException if some of its numbers are negative
     */
    public Ball sqrt(int p) {
        if (m.signum() == 0 && isExact()) {
            return this;
        }
        long lower = lowerMagnitude();
        if (m.signum() <= 0 || midpoint().compareTo(radius()) < 0) {
            if (m.signum() < 0 && lower != Radius.ZERO) {
                throw new ArithmeticException("square root of a negative number, " + this);
            }
            throw new UndecidedException("square root of " + this + ", which may be negative");
        }
        int up = Math.max(0, 2 * (p + 2) - m.bitLength());
        up += (int) ((long) e - up & 1);
        BigInteger[] root = m.shiftLeft(up).sqrtAndRemainder();
        long exponent = ((long) e - up) / 2;
        long cut = root[1].signum() == 0 ? Radius.ZERO : Radius.powerOfTwo(exponent);
        // |sqrt X - sqrt x| = |X - x| / (sqrt X + sqrt x).
        long error = radius == Radius.ZERO
                ? Radius.ZERO
                : Radius.divide(
                        radius,
                        Radius.addBelow(Radius.sqrtBelow(lower), Radius.sqrtBelow(Radius.differenceBelow(m, e, 0))));
        return rounded(root[0], exponent, Radius.add(error, cut), p);
    }

    public Ball abs() {
        if (signum() != 0) {
            return m.signum() < 0 ? negate() : this;
        }
        return fromZeroTo(upperMagnitude());
    }

    /** Everything from 0 to the number. */
    static Ball fromZeroTo(long upper) {
        long half = Radius.shift(upper, -1);
        return of(BigInteger.valueOf(Radius.mantissa(half)), Radius.exponent(half), half);
    }

    /** Whether every number of this is less than every number of y, or none is. */
    public Truth less(Ball y) {
        Ball difference = subtract(y, 32);
        if (difference.isZero()) {
            return Truth.FALSE;
        }
        int sign = difference.signum();
        if (sign != 0) {
            return sign < 0 ? Truth.TRUE : Truth.FALSE;
        }
        return Truth.UNDECIDED;
    }

    /** Contains the larger number of every pair. */
    public Ball max(Ball y, int p) {
        Ball difference = subtract(y, p);
        int sign = difference.signum();
        if (sign != 0 || difference.isZero()) {
            return sign >= 0 ? this : y;
        }
        Dyadic lower = larger(midpoint().subtract(radius()), y.midpoint().subtract(y.radius()));
        Dyadic upper = larger(midpoint().add(radius()), y.midpoint().add(y.radius()));
        Dyadic half = upper.subtract(lower).shift(-1);
        return of(new Enclosure(lower.add(half), half)).round(p);
    }

    private static Dyadic larger(Dyadic x, Dyadic y) {
        return x.compareTo(y) >= 0 ? x : y;
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
