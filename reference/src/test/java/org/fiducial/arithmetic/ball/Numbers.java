package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;

/** Arguments for tests of functions: random ones of all sizes, and those at which implementations go wrong. */
final class Numbers {
    private Numbers() {}

    /** Random sign, size 2^lowest to 2^highest, up to the given number of digits; sometimes few, sometimes a run of ones. */
    static Dyadic random(Random random, int lowest, int highest, int digits) {
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1 + random.nextInt(digits);
        BigInteger m = new BigInteger(length, random).setBit(length - 1);
        if (random.nextInt(6) == 0) {
            m = BigInteger.ONE.shiftLeft(length).subtract(BigInteger.ONE);
        }
        int top = lowest + random.nextInt(highest - lowest + 1);
        return Dyadic.of(random.nextBoolean() ? m : m.negate(), top - length);
    }

    /** Numbers near multiples of ln 2 and of pi/2, near 1, tiny, large, and exact cases. */
    static List<Dyadic> adversarial(Random random, int p) {
        List<Dyadic> all =
                new ArrayList<>(List.of(Dyadic.ZERO, Dyadic.ONE, Dyadic.of(2), Dyadic.of(0.5), Dyadic.of(-1)));
        Ball ln2 = Constants.ln2Ball(3 * p + 64);
        Ball halfPi = Constants.piBall(3 * p + 64).shift(-1);
        for (int i = 0; i < 6; i++) {
            Dyadic n = Dyadic.of(random.nextInt(2001) - 1000);
            for (Ball c : List.of(ln2, halfPi)) {
                Dyadic near =
                        c.midpoint().multiply(n).add(c.midpoint().shift(-1).multiply(Dyadic.of(i % 2)));
                all.add(near.round(p, Rounding.TIES_TO_EVEN));
                all.add(near.round(2 * p, Rounding.DOWNWARD));
                all.add(near.round(53, Rounding.UPWARD));
            }
            int close = -random.nextInt(2 * p + 8) - 1;
            all.add(Dyadic.ONE.add(Dyadic.powerOfTwo(close)));
            all.add(Dyadic.ONE.subtract(Dyadic.powerOfTwo(close)));
            all.add(random(random, -2 * p - 20, -p + 4, p));
            all.add(random(random, -p / 2 - 6, -p / 2 + 6, p));
            all.add(Dyadic.of(random.nextInt(3 * p) - p));
        }
        return all;
    }
}
