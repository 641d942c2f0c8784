package org.fiducial.arithmetic.ball;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every function at every precision contains what a far higher precision gives, and is not much wider than it has to be. */
class BallContainmentTest {
    static final int[] PRECISIONS = {8, 13, 24, 53, 64, 100, 113, 128, 129, 192, 256, 500, 1000, 2000};

    enum Function {
        EXP(false, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.exp(p);
            }
        },
        LOG(true, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.log(p);
            }
        },
        SQRT(true, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.sqrt(p);
            }
        },
        TANH(false, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.tanh(p);
            }
        },
        ERF(false, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.erf(p);
            }
        },
        SIN(false, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.sin(p);
            }
        },
        COS(false, 8) {
            @Override
            Ball at(Ball x, int p) {
                return x.cos(p);
            }
        };

        final boolean positiveOnly;
        final int largest;

        Function(boolean positiveOnly, int largest) {
            this.positiveOnly = positiveOnly;
            this.largest = largest;
        }

        abstract Ball at(Ball x, int p);
    }

    @ParameterizedTest
    @EnumSource
    void exactArguments(Function f) {
        Random random = new Random(f.ordinal());
        double worst = 0;
        for (int p : PRECISIONS) {
            for (Dyadic x : arguments(f, random, p)) {
                Ball result = f.at(Ball.of(x), p);
                Ball sharp = f.at(Ball.of(x), 4 * p + 64);
                assertTrue(result.meets(sharp), () -> f + "(" + x + ") at " + p + ": " + result + " misses " + sharp);
                worst = Math.max(worst, relativeWidth(result, p));
            }
        }
        // One rounding to nearest is half; the rest is what argument reduction and truncation may add.
        assertTrue(worst <= 1, f + " is as wide as " + worst + " units in the last place");
    }

    private static double relativeWidth(Ball x, int p) {
        return x.isExact()
                ? 0
                : x.radius()
                        .multiply(Dyadic.powerOfTwo(p - 1 - x.midpoint().floorLog2()))
                        .toDouble();
    }

    @ParameterizedTest
    @EnumSource
    void wideArguments(Function f) {
        Random random = new Random(100 + f.ordinal());
        for (int p : PRECISIONS) {
            for (Dyadic x : arguments(f, random, p)) {
                Dyadic r = Numbers.random(random, -p - 4, 3, 20).abs();
                if (f.positiveOnly && x.compareTo(r.shift(1)) <= 0) {
                    r = x.shift(-2);
                }
                Ball wide = Ball.of(new org.fiducial.arithmetic.Enclosure(x, r));
                Ball result = f.at(wide, p);
                for (Dyadic inside :
                        List.of(x.add(r), x.subtract(r), x.add(r.multiply(Dyadic.of(random.nextDouble()))))) {
                    Ball sharp = f.at(Ball.of(inside), 4 * p + 64);
                    assertTrue(
                            result.meets(sharp),
                            () -> f + " of " + wide + " at " + p + ": " + result + " misses " + sharp);
                }
            }
        }
    }

    static List<Dyadic> arguments(Function f, Random random, int p) {
        List<Dyadic> all = new ArrayList<>(Numbers.adversarial(random, p));
        for (int i = 0; i < 40; i++) {
            all.add(Numbers.random(random, -10, f.largest, 2 * p));
        }
        if (f.positiveOnly) {
            all.replaceAll(Dyadic::abs);
            all.removeIf(Dyadic::isZero);
        }
        return all;
    }
}
