package org.fiducial.arithmetic.hipparchus;

import java.util.function.IntFunction;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathUtils;
import org.jspecify.annotations.Nullable;

/**
 * A ball as a scalar of the Hipparchus library: its linear algebra, polynomials, integrators then compute enclosures. Every result contains
 * the exact result. {@link #getReal} is the midpoint rounded to binary64, so where the library branches on it (pivots, step sizes) it
 * follows the midpoints; what it computes along that branch is enclosed, what a series or an iteration leaves out is not. Functions with
 * jumps are an {@link UndecidedException} where the ball straddles one. Literals are exact; a literal that is infinite or NaN is an
 * ArithmeticException.
 */
public final class BallElement implements CalculusFieldElement<BallElement> {
    private final BallField field;
    private final Ball ball;
    private final int p;

    BallElement(BallField field, Ball ball) {
        this.field = field;
        this.ball = ball;
        this.p = field.precision();
    }

    public Ball ball() {
        return ball;
    }

    private BallElement of(Ball x) {
        return new BallElement(field, x);
    }

    @Override
    public BallField getField() {
        return field;
    }

    /** The midpoint rounded to nearest. */
    @Override
    public double getReal() {
        return ball.midpoint().toDouble();
    }

    /** The distance of the element from {@link #getReal}, so that the sum of both is the element. */
    @Override
    public BallElement getAddendum() {
        double real = getReal();
        return Double.isInfinite(real) ? field.getZero() : subtract(real);
    }

    @Override
    public BallElement newInstance(double x) {
        return of(Ball.of(Dyadic.of(x)));
    }

    @Override
    public BallElement getPi() {
        return of(Ball.pi(p));
    }

    @Override
    public BallElement add(BallElement y) {
        return of(ball.add(y.ball, p));
    }

    @Override
    public BallElement subtract(BallElement y) {
        return of(ball.subtract(y.ball, p));
    }

    @Override
    public BallElement negate() {
        return of(ball.negate());
    }

    @Override
    public BallElement multiply(int n) {
        return of(ball.multiply(Ball.of(n), p));
    }

    @Override
    public BallElement multiply(BallElement y) {
        return of(ball.multiply(y.ball, p));
    }

    @Override
    public BallElement square() {
        return of(ball.square(p));
    }

    @Override
    public BallElement divide(BallElement y) {
        return of(ball.divide(y.ball, p));
    }

    @Override
    public BallElement reciprocal() {
        return of(Ball.ONE.divide(ball, p));
    }

    /** Whether this is the number zero and no other. */
    @Override
    public boolean isZero() {
        return ball.isZero();
    }

    @Override
    public boolean isNaN() {
        return false;
    }

    @Override
    public boolean isInfinite() {
        return false;
    }

    @Override
    public BallElement scalb(int n) {
        return of(ball.shift(n));
    }

    /** The last digit of a midpoint of full length. */
    @Override
    public BallElement ulp() {
        Dyadic m = ball.midpoint();
        return m.isZero() ? this : of(Ball.of(Dyadic.powerOfTwo(m.floorLog2() + 1 - p)));
    }

    @Override
    public int getExponent() {
        Dyadic m = ball.midpoint();
        return m.isZero() ? Double.MIN_EXPONENT - 1 : m.floorLog2();
    }

    @Override
    public BallElement hypot(BallElement y) {
        return of(Roots.hypotenuse(ball, y.ball, p));
    }

    @Override
    public BallElement sqrt() {
        return of(ball.sqrt(p));
    }

    @Override
    public BallElement cbrt() {
        return rootN(3);
    }

    /** The real n-th root, of negative numbers for odd n. */
    @Override
    public BallElement rootN(int n) {
        return of(Roots.root(ball, n, p));
    }

    @Override
    public BallElement pow(double y) {
        return y == Math.rint(y) && Math.abs(y) <= 1 << 20 ? pow((int) y) : pow(newInstance(y));
    }

    @Override
    public BallElement pow(int n) {
        return of(Roots.power(ball, n, p));
    }

    /** e^(y log x) for positive x; 0^0 is 1 and 0^y is 0 for positive y. */
    @Override
    public BallElement pow(BallElement y) {
        if (y.isZero()) {
            return field.getOne();
        }
        if (isZero() && Ball.ZERO.less(y.ball) == Truth.TRUE) {
            return this;
        }
        return of(Roots.power(ball, y.ball, p));
    }

    @Override
    public BallElement exp() {
        return of(ball.exp(p));
    }

    @Override
    public BallElement expm1() {
        return of(ball.expm1(p));
    }

    @Override
    public BallElement log() {
        return of(ball.log(p));
    }

    @Override
    public BallElement log1p() {
        return of(ball.log1p(p));
    }

    @Override
    public BallElement log10() {
        return of(ball.log(p + 8).divide(Ball.of(10).log(p + 8), p));
    }

    @Override
    public BallElement cos() {
        return of(ball.cos(p));
    }

    @Override
    public BallElement sin() {
        return of(ball.sin(p));
    }

    @Override
    public BallElement tan() {
        return of(ball.sin(p + 8).divide(ball.cos(p + 8), p));
    }

    @Override
    public BallElement acos() {
        return of(Angles.arcCosine(ball, p));
    }

    @Override
    public BallElement asin() {
        return of(Angles.arcSine(ball, p));
    }

    @Override
    public BallElement atan() {
        return of(ball.atan(p));
    }

    /**
     * The angle of the point (x, this).
     *
     * @throws UndecidedException if the point cannot be told from the origin, or from the cut along negative x
     */
    @Override
    public BallElement atan2(BallElement x) {
        return of(Angles.angle(ball, x.ball, p));
    }

    @Override
    public BallElement cosh() {
        return of(ball.cosh(p));
    }

    @Override
    public BallElement sinh() {
        return of(ball.sinh(p));
    }

    @Override
    public BallElement tanh() {
        return of(ball.tanh(p));
    }

    @Override
    public BallElement acosh() {
        return of(ball.acosh(p));
    }

    @Override
    public BallElement asinh() {
        return of(ball.asinh(p));
    }

    @Override
    public BallElement atanh() {
        return of(ball.atanh(p));
    }

    private BallElement combination(int n, IntFunction<Ball> a, IntFunction<Ball> b) {
        int q = p + 16;
        Ball sum = Ball.ZERO;
        for (int k = 0; k < n; k++) {
            sum = sum.add(a.apply(k).multiply(b.apply(k), q), q);
        }
        return of(sum.round(p));
    }

    @Override
    public BallElement linearCombination(BallElement[] a, BallElement[] b) {
        MathUtils.checkDimension(a.length, b.length);
        return combination(a.length, k -> a[k].ball, k -> b[k].ball);
    }

    @Override
    public BallElement linearCombination(double[] a, BallElement[] b) {
        MathUtils.checkDimension(a.length, b.length);
        return combination(a.length, k -> Ball.of(Dyadic.of(a[k])), k -> b[k].ball);
    }

    @Override
    public BallElement linearCombination(BallElement a1, BallElement b1, BallElement a2, BallElement b2) {
        return linearCombination(new BallElement[] {a1, a2}, new BallElement[] {b1, b2});
    }

    @Override
    public BallElement linearCombination(
            BallElement a1, BallElement b1, BallElement a2, BallElement b2, BallElement a3, BallElement b3) {
        return linearCombination(new BallElement[] {a1, a2, a3}, new BallElement[] {b1, b2, b3});
    }

    @Override
    public BallElement linearCombination(
            BallElement a1,
            BallElement b1,
            BallElement a2,
            BallElement b2,
            BallElement a3,
            BallElement b3,
            BallElement a4,
            BallElement b4) {
        return linearCombination(new BallElement[] {a1, a2, a3, a4}, new BallElement[] {b1, b2, b3, b4});
    }

    @Override
    public BallElement ceil() {
        return of(Ball.of(Decisions.integer("ceil", ball, Rounding.UPWARD)));
    }

    @Override
    public BallElement floor() {
        return of(Ball.of(Decisions.integer("floor", ball, Rounding.DOWNWARD)));
    }

    @Override
    public BallElement rint() {
        return of(Ball.of(Decisions.integer("rint", ball, Rounding.TIES_TO_EVEN)));
    }

    @Override
    public long round() {
        return Decisions.integer("round", ball, Rounding.TIES_TO_EVEN).longValueExact();
    }

    /** x - n y with n the integer nearest to x / y, ties to even. */
    @Override
    public BallElement remainder(BallElement y) {
        return subtract(divide(y).rint().multiply(y));
    }

    @Override
    public BallElement remainder(double y) {
        return remainder(newInstance(y));
    }

    @Override
    public BallElement sign() {
        return isZero() ? this : newInstance(Decisions.sign(ball));
    }

    /** The magnitude of this with the sign of y; zero counts as positive. */
    @Override
    public BallElement copySign(BallElement y) {
        return Decisions.sign(y.ball) < 0 ? abs().negate() : abs();
    }

    @Override
    public BallElement copySign(double y) {
        return Math.copySign(1, y) < 0 ? abs().negate() : abs();
    }

    @Override
    public BallElement abs() {
        return of(ball.abs());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BallElement y && ball.equals(y.ball);
    }

    @Override
    public int hashCode() {
        return ball.hashCode();
    }

    @Override
    public String toString() {
        return ball.toString();
    }
}
