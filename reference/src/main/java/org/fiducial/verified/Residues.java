package org.fiducial.verified;

/** Sums and differences modulo p < 2^62 of reduced numbers, under the identity tests of claim-kinds, section 1. */
public final class Residues {
    private Residues() {}

    /**
     * (a + b) mod p.
     */
    /*@ public normal_behavior
      @ requires 0 < p && p <= 4611686018427387904L && 0 <= a && a < p && 0 <= b && b < p;
      @ ensures 0 <= \result && \result < p && (\result == (\bigint) a + b || \result == (\bigint) a + b - p);
      @ assignable \strictly_nothing;
      @*/
    public static long add(long a, long b, long p) {
        long s = a + b;
        return s >= p ? s - p : s;
    }

    /**
     * (a - b) mod p.
     */
    /*@ public normal_behavior
      @ requires 0 < p && p <= 4611686018427387904L && 0 <= a && a < p && 0 <= b && b < p;
      @ ensures 0 <= \result && \result < p && (\result == (\bigint) a - b || \result == (\bigint) a - b + p);
      @ assignable \strictly_nothing;
      @*/
    public static long subtract(long a, long b, long p) {
        long d = a - b;
        return d < 0 ? d + p : d;
    }

    /**
     * -a mod p.
     */
    /*@ public normal_behavior
      @ requires 0 < p && p <= 4611686018427387904L && 0 <= a && a < p;
      @ ensures 0 <= \result && \result < p && (\result == 0 && a == 0 || \result == p - a);
      @ assignable \strictly_nothing;
      @*/
    public static long negate(long a, long p) {
        return a == 0 ? 0 : p - a;
    }
}
