package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import java.util.function.IntFunction;

/** Mathematical constants as fixed-point integers: an integer c for b fraction digits with |c - constant * 2^b| <= 1. */
final class Constants {
    private static final Cache LN2 = new Cache(Constants::computeLn2);
    private static final Cache PI = new Cache(Constants::computePi);

    private Constants() {}

    static BigInteger ln2(int b) {
        return LN2.at(b);
    }

    static BigInteger pi(int b) {
        return PI.at(b);
    }

    /** ln 2 with p digits. */
    static Ball ln2Ball(int p) {
        return NormalForm.of(ln2(p + 1), -(p + 1L), Radius.powerOfTwo(-(p + 1L)));
    }

    /** pi with p digits. */
    static Ball piBall(int p) {
        return NormalForm.of(pi(p), -p, Radius.powerOfTwo(-p));
    }

    // The series below are summed with 32 more digits. Dividing rounds a power down by less than 1/(1 - 1/25) units and
    // a term by
    // less than one more, so a sum of K terms is off by less than 2.1 K + 1 units, tail included: the power at which it
    // stops is zero.
    // The multipliers add up to 28 and 20, so 28 (2.1 K + 1) < 2^31 units, half of the last digit kept, while K < 2^25;
    // K < b.

    /** ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749). */
    private static BigInteger computeLn2(int b) {
        return dropGuard(inverseTangent(26, b + 32, false)
                .multiply(BigInteger.valueOf(18))
                .subtract(inverseTangent(4801, b + 32, false).shiftLeft(1))
                .add(inverseTangent(8749, b + 32, false).shiftLeft(3)));
    }

    /** pi = 16 arctan(1/5) - 4 arctan(1/239). */
    private static BigInteger computePi(int b) {
        return dropGuard(inverseTangent(5, b + 32, true)
                .shiftLeft(4)
                .subtract(inverseTangent(239, b + 32, true).shiftLeft(2)));
    }

    private static BigInteger dropGuard(BigInteger sum) {
        return sum.shiftRight(31).add(BigInteger.ONE).shiftRight(1);
    }

    /** The sum of (+-1)^k / ((2k + 1) n^(2k + 1)): arctan(1/n) if alternating, else artanh(1/n). */
    private static BigInteger inverseTangent(int n, int b, boolean alternating) {
        BigInteger square = BigInteger.valueOf((long) n * n);
        BigInteger power = BigInteger.ONE.shiftLeft(b).divide(BigInteger.valueOf(n));
        BigInteger sum = BigInteger.ZERO;
        for (long k = 0; power.signum() != 0; k++) {
            BigInteger term = power.divide(BigInteger.valueOf(2 * k + 1));
            sum = alternating && (k & 1) == 1 ? sum.subtract(term) : sum.add(term);
            power = power.divide(square);
        }
        return sum;
    }

    /** The longest value computed so far; shorter ones are cut from it: an error of 2^-1 from before the cut, and half a digit. */
    private static final class Cache {
        private final IntFunction<BigInteger> compute;
        private volatile Value value = new Value(0, BigInteger.ZERO);

        private record Value(int digits, BigInteger c) {}

        Cache(IntFunction<BigInteger> compute) {
            this.compute = compute;
        }

        BigInteger at(int b) {
            Value v = value;
            if (v.digits < b) {
                int digits = Math.max(512, b + b / 2);
                v = new Value(digits, compute.apply(digits));
                value = v;
            }
            return v.digits == b
                    ? v.c
                    : v.c.shiftRight(v.digits - b - 1).add(BigInteger.ONE).shiftRight(1);
        }
    }
}
