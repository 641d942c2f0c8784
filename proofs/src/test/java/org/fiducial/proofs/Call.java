package org.fiducial.proofs;

import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call with its arguments before and after and its result.
 *
 * @param before arguments, arrays copied before the call
 * @param after the same arrays after it
 * @param result null for methods without one
 */
record Call(Object[] before, Object[] after, @Nullable Object result) {
    int i(int k) {
        return (Integer) before[k];
    }

    long n(int k) {
        return ((Number) before[k]).longValue();
    }

    BigInteger big(int k) {
        return BigInteger.valueOf(n(k));
    }

    int[] ints(int k) {
        return (int[]) before[k];
    }

    long[] longs(int k) {
        return (long[]) before[k];
    }

    boolean[] flags(int k) {
        return (boolean[]) before[k];
    }

    int[] intsAfter(int k) {
        return (int[]) after[k];
    }

    long[] longsAfter(int k) {
        return (long[]) after[k];
    }

    boolean[] flagsAfter(int k) {
        return (boolean[]) after[k];
    }

    boolean yes() {
        return (Boolean) Objects.requireNonNull(result);
    }

    long number() {
        return ((Number) Objects.requireNonNull(result)).longValue();
    }

    int index() {
        return (int) number();
    }

    BigInteger bigResult() {
        return BigInteger.valueOf(number());
    }
}
