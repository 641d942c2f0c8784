package org.fiducial.arithmetic.ball;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.scalar.EnclosingScalars;
import org.fiducial.number.Dyadic;

/**
 * What is promised of balls, at one precision: operations contain what every choice from the operands gives, at the corners above all, where
 * there is no slack; functions contain what balls of far higher precision give. And they are not much wider than they have to be.
 */
final class BallLaws {
    /** The functions of one variable. */
    enum Function {
        EXP(false, EnclosingScalars::exp),
        LOG(true, EnclosingScalars::log),
        SQRT(true, EnclosingScalars::sqrt),
        TANH(false, EnclosingScalars::tanh),
        ERF(false, EnclosingScalars::erf),
        SIN(false, EnclosingScalars::sin),
        COS(false, EnclosingScalars::cos);

        final boolean positiveOnly;
        private final BiFunction<EnclosingScalars<Ball>, Ball, Ball> at;

        Function(boolean positiveOnly, BiFunction<EnclosingScalars<Ball>, Ball, Ball> at) {
            this.positiveOnly = positiveOnly;
            this.at = at;
        }

        Ball at(EnclosingScalars<Ball> scalars, Ball x) {
            return at.apply(scalars, x);
        }
    }

    private final EnclosingScalars<Ball> scalars;
    private final Balls sharp;
    private final int p;
    private final int samples;
    private final Random random;

    BallLaws(EnclosingScalars<Ball> scalars, int p, int samples, long seed) {
        this.scalars = scalars;
        this.sharp = new Balls(4 * p + 64);
        this.p = p;
        this.samples = samples;
        this.random = new Random(seed);
    }

    private List<Dyadic> arguments(Function f) {
        List<Dyadic> all = new ArrayList<>(Numbers.adversarial(random, p));
        for (int i = 0; i < samples; i++) {
            all.add(Numbers.random(random, -10, 8, 2 * p));
        }
        if (f.positiveOnly) {
            all.replaceAll(Dyadic::abs);
            all.removeIf(Dyadic::isZero);
        }
        return all;
    }

    /** Returns the largest radius of a result, in units of the midpoint's last place. */
    double exactArguments(Function f) {
        double worst = 0;
        for (Dyadic x : arguments(f)) {
            Ball result = f.at(scalars, Ball.of(x));
            check(result, f.at(sharp, Ball.of(x)), f + "(" + x + ")");
            worst = Math.max(worst, width(result));
        }
        return worst;
    }

    private double width(Ball x) {
        return x.isExact()
                ? 0
                : x.radius()
                        .multiply(Dyadic.powerOfTwo(p - 1 - x.midpoint().floorLog2()))
                        .toDouble();
    }

    void wideArguments(Function f) {
        for (Dyadic x : arguments(f)) {
            Dyadic r = Numbers.random(random, -2 * p - 4, 3, 20).abs();
            if (f.positiveOnly && x.compareTo(r.shift(1)) <= 0) {
                r = x.shift(-2 - random.nextInt(p));
            }
            Ball wide = Ball.of(new Enclosure(x, r));
            Ball result = f.at(scalars, wide);
            for (Dyadic inside : List.of(
                    x.add(wide.radius()),
                    x.subtract(wide.radius()),
                    x.add(r.multiply(Dyadic.of(random.nextDouble()))))) {
                check(result, f.at(sharp, Ball.of(inside)), f + " of " + wide);
            }
        }
    }

    private void check(Ball result, Ball truth, String what) {
        if (!result.meets(truth)) {
            throw new AssertionError(what + " with " + p + " digits: " + result + " misses " + truth);
        }
    }

    /** Sums, differences, products and quotients at the corners of their operands, in exact fractions. */
    void operations() {
        for (int i = 0; i < 20 * samples; i++) {
            Ball x = randomBall();
            Ball y = random.nextInt(5) == 0 ? near(x) : randomBall();
            corners("sum", scalars.add(x, y), x, y, Rational::add);
            corners("difference", scalars.subtract(x, y), x, y, Rational::subtract);
            corners("product", scalars.multiply(x, y), x, y, Rational::multiply);
            if (!y.containsZero()) {
                corners("quotient", scalars.divide(x, y), x, y, Rational::divide);
            }
            corners("maximum", scalars.max(x, y), x, y, (a, b) -> a.compareTo(b) > 0 ? a : b);
            corners("magnitude", scalars.abs(x), x, x, (a, b) -> a.abs());
            if (x.containsZero()) {
                contains("magnitude", scalars.abs(x), Rational.ZERO);
            }
            dotProduct(2 + random.nextInt(5));
        }
    }

    private Ball randomBall() {
        Dyadic m = Numbers.random(random, -8, 8, 2 * p);
        Dyadic r = random.nextInt(4) == 0
                ? Dyadic.ZERO
                : Numbers.random(random, random.nextBoolean() ? -p - 8 : -8, 2, 40)
                        .abs();
        return Ball.of(new Enclosure(m, r));
    }

    /** A ball with which a difference cancels. */
    private Ball near(Ball x) {
        return Ball.of(x.midpoint().add(Numbers.random(random, -2 * p, -p + 2, p)));
    }

    private static List<Rational> ends(Ball x) {
        return List.of(
                Rational.of(x.enclosure().lower()), Rational.of(x.enclosure().upper()));
    }

    private void corners(String what, Ball result, Ball x, Ball y, BinaryOperator<Rational> f) {
        for (Rational a : ends(x)) {
            for (Rational b : ends(y)) {
                contains(what + " of " + x + " and " + y, result, f.apply(a, b));
            }
        }
    }

    private void contains(String what, Ball result, Rational exact) {
        List<Rational> ends = ends(result);
        if (ends.get(0).compareTo(exact) > 0 || exact.compareTo(ends.get(1)) > 0) {
            throw new AssertionError(what + " with " + p + " digits: " + result + " misses a corner");
        }
    }

    /** The extreme values of a dot product with sign-definite terms, and one with cancellation. */
    private void dotProduct(int n) {
        List<Ball> x = new ArrayList<>();
        List<Ball> y = new ArrayList<>();
        Rational least = Rational.ZERO;
        Rational largest = Rational.ZERO;
        for (int k = 0; k < n; k++) {
            x.add(k % 2 == 1 && random.nextBoolean() ? x.get(k - 1).negate() : randomBall());
            y.add(k % 2 == 1 && random.nextBoolean() ? y.get(k - 1) : randomBall());
            List<Rational> products = new ArrayList<>();
            for (Rational a : ends(x.get(k))) {
                for (Rational b : ends(y.get(k))) {
                    products.add(a.multiply(b));
                }
            }
            products.sort(Rational::compareTo);
            least = least.add(products.get(0));
            largest = largest.add(products.get(3));
        }
        Ball result =
                scalars.dot(org.fiducial.arithmetic.scalar.Terms.of(x), org.fiducial.arithmetic.scalar.Terms.of(y));
        contains("dot product", result, least);
        contains("dot product", result, largest);
        Ball sum = scalars.sum(org.fiducial.arithmetic.scalar.Terms.of(x));
        contains("sum", sum, x.stream().map(b -> ends(b).get(0)).reduce(Rational.ZERO, Rational::add));
        contains("sum", sum, x.stream().map(b -> ends(b).get(1)).reduce(Rational.ZERO, Rational::add));
    }
}
