package org.fiducial.theory.target;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;

/**
 * The real numbers from lo to hi, both finite. Every operation contains all exact results of its operands' numbers; ends are rounded
 * outwards, and not at all where they are exact.
 *
 * @throws ArithmeticException if an end is not finite, here and in every operation that leaves the range of binary64
 */
public record Interval(double lo, double hi) {
    /** Digits of the balls that elementary functions are evaluated with. */
    private static final int PRECISION = 80;

    public static final Interval ZERO = new Interval(0, 0);

    /** Products below this may have lost digits that {@link Math#fma} cannot show. */
    private static final double SMALL = 0x1p-900;

    public Interval {
        if (!(lo <= hi) || Double.isInfinite(lo) || Double.isInfinite(hi)) {
            throw new ArithmeticException("interval from " + lo + " to " + hi);
        }
    }

    /** The number x alone. */
    public static Interval of(double x) {
        return new Interval(x, x);
    }

    /** The smallest interval with binary64 ends that contains x. */
    public static Interval of(Rational x) {
        double near = new java.math.BigDecimal(x.numerator())
                .divide(new java.math.BigDecimal(x.denominator()), java.math.MathContext.DECIMAL64)
                .doubleValue();
        double lo = near;
        double hi = near;
        while (Rational.of(Dyadic.of(lo)).compareTo(x) > 0) {
            lo = Math.nextDown(lo);
        }
        while (Rational.of(Dyadic.of(Math.nextUp(lo))).compareTo(x) <= 0) {
            lo = Math.nextUp(lo);
        }
        while (Rational.of(Dyadic.of(hi)).compareTo(x) < 0) {
            hi = Math.nextUp(hi);
        }
        while (Rational.of(Dyadic.of(Math.nextDown(hi))).compareTo(x) >= 0) {
            hi = Math.nextDown(hi);
        }
        return new Interval(lo, hi);
    }

    static Interval of(Ball x) {
        return new Interval(
                x.enclosure().lower().toDouble(Rounding.DOWNWARD),
                x.enclosure().upper().toDouble(Rounding.UPWARD));
    }

    /** The smallest interval that contains both. */
    public Interval hull(Interval y) {
        return new Interval(Math.min(lo, y.lo), Math.max(hi, y.hi));
    }

    public boolean contains(double x) {
        return lo <= x && x <= hi;
    }

    /** The largest modulus. */
    public double magnitude() {
        return Math.max(Math.abs(lo), Math.abs(hi));
    }

    /** A number near the middle, in the interval. */
    public double middle() {
        return Math.min(hi, Math.max(lo, lo / 2 + hi / 2));
    }

    /** An upper bound of hi - lo. */
    public double width() {
        return up(hi, -lo);
    }

    /** x + y or the next number above. */
    public static double up(double x, double y) {
        double s = x + y;
        return error(x, y, s) > 0 ? Math.nextUp(s) : s;
    }

    private static double down(double x, double y) {
        double s = x + y;
        return error(x, y, s) < 0 ? Math.nextDown(s) : s;
    }

    /** What rounding x + y to s has lost, exactly. */
    private static double error(double x, double y, double s) {
        double b = s - x;
        return (x - (s - b)) + (y - b);
    }

    /** x y, for x and y not negative, or a number above. */
    public static double productUp(double x, double y) {
        return of(x).multiply(of(y)).hi;
    }

    public Interval add(Interval y) {
        return new Interval(down(lo, y.lo), up(hi, y.hi));
    }

    public Interval negate() {
        return new Interval(-hi, -lo);
    }

    public Interval subtract(Interval y) {
        return add(y.negate());
    }

    public Interval multiply(Interval y) {
        double lower = Double.POSITIVE_INFINITY;
        double upper = Double.NEGATIVE_INFINITY;
        for (double a : new double[] {lo, hi}) {
            for (double b : new double[] {y.lo, y.hi}) {
                double p = a * b;
                double error = Math.fma(a, b, -p);
                boolean unsure = Math.abs(p) < SMALL && a != 0 && b != 0;
                lower = Math.min(lower, error < 0 || unsure ? Math.nextDown(p) : p);
                upper = Math.max(upper, error > 0 || unsure ? Math.nextUp(p) : p);
            }
        }
        return new Interval(lower, upper);
    }

    /**
     * The quotient.
     *
     * @throws ArithmeticException if y contains zero
     */
    public Interval divide(Interval y) {
        if (y.contains(0)) {
            throw new ArithmeticException("a divisor between " + y.lo + " and " + y.hi);
        }
        double lower = Double.POSITIVE_INFINITY;
        double upper = Double.NEGATIVE_INFINITY;
        for (double a : new double[] {lo, hi}) {
            for (double b : new double[] {y.lo, y.hi}) {
                double q = a / b;
                boolean exact = a == 0 || Math.abs(a) > SMALL && Math.fma(q, b, -a) == 0;
                lower = Math.min(lower, exact ? q : Math.nextDown(q));
                upper = Math.max(upper, exact ? q : Math.nextUp(q));
            }
        }
        return new Interval(lower, upper);
    }

    public Interval square() {
        Interval p = abs();
        return p.multiply(p);
    }

    /** The power with an exponent of at least 0. */
    public Interval power(int exponent) {
        if (exponent == 0) {
            return of(1);
        }
        if (exponent % 2 == 0) {
            return square().power(exponent / 2);
        }
        if (exponent == 1) {
            return this;
        }
        // Odd powers grow, so the ends give the ends.
        Interval low = of(lo).square().power(exponent / 2).multiply(of(lo));
        Interval high = of(hi).square().power(exponent / 2).multiply(of(hi));
        return new Interval(low.lo, high.hi);
    }

    public Interval abs() {
        return lo >= 0 ? this : hi <= 0 ? negate() : new Interval(0, magnitude());
    }

    public Interval min(Interval y) {
        return new Interval(Math.min(lo, y.lo), Math.min(hi, y.hi));
    }

    public Interval max(Interval y) {
        return new Interval(Math.max(lo, y.lo), Math.max(hi, y.hi));
    }

    public Interval exp() {
        return growing(x -> x.exp(PRECISION));
    }

    /** The natural logarithm; an ArithmeticException unless all numbers are positive. */
    public Interval log() {
        if (lo <= 0) {
            throw new ArithmeticException("the logarithm of a number between " + lo + " and " + hi);
        }
        return growing(x -> x.log(PRECISION));
    }

    /** The square root; an ArithmeticException if a number is negative. */
    public Interval sqrt() {
        if (lo < 0) {
            throw new ArithmeticException("the square root of a number between " + lo + " and " + hi);
        }
        return growing(x -> x.sqrt(PRECISION));
    }

    public Interval tanh() {
        return growing(x -> x.tanh(PRECISION));
    }

    public Interval sin() {
        Ball half = Ball.pi(PRECISION).shift(-1);
        Interval ends = at(lo, x -> x.sin(PRECISION)).hull(at(hi, x -> x.sin(PRECISION)));
        // Maxima at pi/2 + 2 pi k, minima a half turn later; an end that may be one is counted as one.
        boolean top = meets(half, Math.PI / 2);
        boolean bottom = meets(half.negate(), -Math.PI / 2);
        return new Interval(bottom ? -1 : Math.max(-1, ends.lo), top ? 1 : Math.min(1, ends.hi));
    }

    public Interval cos() {
        Interval ends = at(lo, x -> x.cos(PRECISION)).hull(at(hi, x -> x.cos(PRECISION)));
        boolean top = meets(Ball.ZERO, 0);
        boolean bottom = meets(Ball.pi(PRECISION), Math.PI);
        return new Interval(bottom ? -1 : Math.max(-1, ends.lo), top ? 1 : Math.min(1, ends.hi));
    }

    /** Whether some shift + 2 pi k may lie in the interval. */
    private boolean meets(Ball shift, double near) {
        double first = (lo - near) / (2 * Math.PI);
        double last = (hi - near) / (2 * Math.PI);
        // Up to 2^20 turns these err by less than 2^-30: three roundings, and two of pi.
        if (magnitude() < 0x1p20 && Math.floor(last + 0x1p-30) < Math.ceil(first - 0x1p-30)) {
            return false;
        }
        Ball turn = Ball.pi(PRECISION).shift(1);
        Interval from = of(Ball.of(Dyadic.of(lo)).subtract(shift, PRECISION).divide(turn, PRECISION));
        Interval to = of(Ball.of(Dyadic.of(hi)).subtract(shift, PRECISION).divide(turn, PRECISION));
        return Math.floor(to.hi) >= Math.ceil(from.lo);
    }

    private interface BallFunction {
        Ball of(Ball x);
    }

    private static Interval at(double x, BallFunction f) {
        return of(f.of(Ball.of(Dyadic.of(x))));
    }

    private Interval growing(BallFunction f) {
        Interval low = at(lo, f);
        return lo == hi ? low : new Interval(low.lo, at(hi, f).hi);
    }

    @Override
    public String toString() {
        return "[" + lo + ", " + hi + "]";
    }
}
