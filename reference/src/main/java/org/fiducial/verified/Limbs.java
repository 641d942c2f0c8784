package org.fiducial.verified;

/**
 * Long accumulators after Kulisch: limbs of 30 binary digits in words of 64, so that carries may wait. The value of an accumulator is the
 * sum of limb[j] 2^(30 j), and every method says what it does to that value, exactly. The empty loops are the inductions of the proofs.
 */
public final class Limbs {
    private Limbs() {}

    /**
     * Adds x at one limb and y at a later one: the value grows by x 2^(30 at) + y 2^(30 next).
     */
    /*@ public normal_behavior
      @ requires 0 <= at && at < next && next < limb.length;
      @ requires -9223372036854775808L <= (\bigint) limb[at] + x && (\bigint) limb[at] + x <= 9223372036854775807L;
      @ requires -9223372036854775808L <= (\bigint) limb[next] + y && (\bigint) limb[next] + y <= 9223372036854775807L;
      @ ensures (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == \old((\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)))
      @                 + x * (\product int k; 0 <= k && k < at; (\bigint) 1073741824) + y * (\product int k; 0 <= k && k < next; (\bigint) 1073741824);
      @ ensures limb[at] == \old(limb[at]) + x && limb[next] == \old(limb[next]) + y;
      @ assignable limb[at], limb[next];
      @*/
    public static void add(long[] limb, int at, long x, int next, long y) {
        limb[at] += x;
        limb[next] += y;
        /*@ loop_invariant 0 <= i && i <= limb.length;
          @ loop_invariant i <= at ==> (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @             == (\sum int j; 0 <= j && j < i; \old(limb[j]) * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ loop_invariant at < i && i <= next ==> (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @             == (\sum int j; 0 <= j && j < i; \old(limb[j]) * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + x * (\product int k; 0 <= k && k < at; (\bigint) 1073741824);
          @ loop_invariant next < i ==> (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @             == (\sum int j; 0 <= j && j < i; \old(limb[j]) * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @                 + x * (\product int k; 0 <= k && k < at; (\bigint) 1073741824) + y * (\product int k; 0 <= k && k < next; (\bigint) 1073741824);
          @ assignable \strictly_nothing;
          @ decreases limb.length - i;
          @*/
        for (int i = 0; i < limb.length; i++) {}
    }

    /**
     * floor(x / 2^30), for -2^61 <= x < 2^61.
     */
    /*@ public normal_behavior
      @ requires -2305843009213693952L <= x && x <= 2305843009213693951L;
      @ ensures 0 <= x - 1073741824 * (\bigint) \result && x - 1073741824 * (\bigint) \result < 1073741824;
      @ ensures -2147483648L <= \result && \result <= 2147483647L;
      @ assignable \strictly_nothing;
      @*/
    public static long floor(long x) {
        return x >> 30;
    }

    /**
     * Brings one limb to 0 <= limb < 2^30 by a carry to the next; the value stays.
     */
    /*@ public normal_behavior
      @ requires 0 <= at && at < limb.length - 1;
      @ requires -2305843009213693952L <= limb[at] && limb[at] <= 2305843009213693951L;
      @ requires -2305843009213693952L <= limb[at + 1] && limb[at + 1] <= 2305843009213693951L;
      @ ensures (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == \old((\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)));
      @ ensures 0 <= limb[at] && limb[at] < 1073741824;
      @ ensures \old(limb[at + 1]) - 2147483648L <= limb[at + 1] && limb[at + 1] <= \old(limb[at + 1]) + 2147483647L;
      @ assignable limb[at], limb[at + 1];
      @*/
    public static void carry(long[] limb, int at) {
        long high = floor(limb[at]);
        add(limb, at, -(high * 1073741824L), at + 1, high);
    }

    /**
     * Brings all limbs but the last to 0 <= limb < 2^30 and the value stays, for limbs of at most 2^60.
     */
    /*@ public normal_behavior
      @ requires 0 < limb.length;
      @ requires (\forall int j; 0 <= j && j < limb.length; -1152921504606846976L <= limb[j] && limb[j] <= 1152921504606846976L);
      @ ensures (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == \old((\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)));
      @ ensures (\forall int j; 0 <= j && j < limb.length - 1; 0 <= limb[j] && limb[j] < 1073741824);
      @ ensures -1152921506754330624L <= limb[limb.length - 1] && limb[limb.length - 1] <= 1152921506754330624L;
      @ assignable limb[*];
      @*/
    public static void normalise(long[] limb) {
        /*@ loop_invariant 0 <= i && i <= limb.length - 1;
          @ loop_invariant (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @             == \old((\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)));
          @ loop_invariant (\forall int j; 0 <= j && j < i; 0 <= limb[j] && limb[j] < 1073741824);
          @ loop_invariant -1152921506754330624L <= limb[i] && limb[i] <= 1152921506754330624L;
          @ loop_invariant (\forall int j; i < j && j < limb.length; -1152921504606846976L <= limb[j] && limb[j] <= 1152921504606846976L);
          @ assignable limb[*];
          @ decreases limb.length - i;
          @*/
        for (int i = 0; i < limb.length - 1; i++) {
            carry(limb, i);
        }
    }

    /**
     * Adds a product of |a| <= 2^27 and 0 <= b <= 2^27: the value grows by a b scale 2^(30 at).
     */
    /*@ public normal_behavior
      @ requires 0 <= at && at < limb.length - 1 && 1 <= scale && scale <= 536870912;
      @ requires -134217728 <= a && a <= 134217728 && 0 <= b && b <= 134217728;
      @ requires -1152921504606846976L <= limb[at] && limb[at] <= 1152921504606846976L;
      @ requires -1152921504606846976L <= limb[at + 1] && limb[at + 1] <= 1152921504606846976L;
      @ ensures (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == \old((\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)))
      @                 + (\bigint) a * b * scale * (\product int k; 0 <= k && k < at; (\bigint) 1073741824);
      @ ensures \old(limb[at]) <= limb[at] && limb[at] < \old(limb[at]) + 1073741824;
      @ ensures \old(limb[at + 1]) - 18014398509481984L <= limb[at + 1] && limb[at + 1] <= \old(limb[at + 1]) + 18014398509481984L;
      @ assignable limb[at], limb[at + 1];
      @*/
    public static void addProduct(long[] limb, int at, long scale, long a, long b) {
        Integers.within(a, 134217728L, b, 134217728L);
        long x = a * b;
        long q = floor(x);
        long r = x - q * 1073741824L;
        Integers.within(q, 16777216L, scale, 536870912L);
        Integers.within(r, 1073741823L, scale, 536870912L);
        Integers.product(r, scale);
        long u = floor(r * scale);
        add(limb, at, r * scale - u * 1073741824L, at + 1, q * scale + u);
    }

    /** A power of 2^30 is positive. */
    /*@ public normal_behavior
      @ requires 0 <= i;
      @ ensures (\product int k; 0 <= k && k < i; (\bigint) 1073741824) >= 1;
      @ assignable \strictly_nothing;
      @*/
    public static void power(int i) {
        /*@ loop_invariant 0 <= t && t <= i;
          @ loop_invariant (\product int k; 0 <= k && k < t; (\bigint) 1073741824) >= 1;
          @ assignable \strictly_nothing;
          @ decreases i - t;
          @*/
        for (int t = 0; t < i; t++) {}
    }

    /** A digit at limb i adds less than the next power takes. */
    /*@ public normal_behavior
      @ requires 0 <= i && 0 <= x && x < 1073741824;
      @ ensures 0 <= x * (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
      @ ensures x * (\product int k; 0 <= k && k < i; (\bigint) 1073741824) <= 1073741823 * (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
      @ assignable \strictly_nothing;
      @*/
    public static void digit(long x, int i) {
        /*@ loop_invariant 0 <= t && t <= i;
          @ loop_invariant 0 <= x * (\product int k; 0 <= k && k < t; (\bigint) 1073741824);
          @ loop_invariant x * (\product int k; 0 <= k && k < t; (\bigint) 1073741824) <= 1073741823 * (\product int k; 0 <= k && k < t; (\bigint) 1073741824);
          @ assignable \strictly_nothing;
          @ decreases i - t;
          @*/
        for (int t = 0; t < i; t++) {}
    }

    /** A positive number at limb i adds the power at least. */
    /*@ public normal_behavior
      @ requires 0 <= i && 1 <= x;
      @ ensures x * (\product int k; 0 <= k && k < i; (\bigint) 1073741824) >= (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
      @ assignable \strictly_nothing;
      @*/
    public static void multiple(long x, int i) {
        /*@ loop_invariant 0 <= t && t <= i;
          @ loop_invariant x * (\product int k; 0 <= k && k < t; (\bigint) 1073741824) >= (\product int k; 0 <= k && k < t; (\bigint) 1073741824);
          @ assignable \strictly_nothing;
          @ decreases i - t;
          @*/
        for (int t = 0; t < i; t++) {}
    }

    /** Sums limb by limb are sums of the values. */
    /*@ public normal_behavior
      @ requires a.length == b.length && a.length == c.length;
      @ requires (\forall int j; 0 <= j && j < a.length; c[j] == (\bigint) a[j] + b[j]);
      @ ensures (\sum int j; 0 <= j && j < c.length; c[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == (\sum int j; 0 <= j && j < a.length; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @                 + (\sum int j; 0 <= j && j < b.length; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ assignable \strictly_nothing;
      @*/
    public static void summed(long[] a, long[] b, long[] c) {
        /*@ loop_invariant 0 <= i && i <= a.length;
          @ loop_invariant (\sum int j; 0 <= j && j < i; c[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @             == (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
          @                 + (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ assignable \strictly_nothing;
          @ decreases a.length - i;
          @*/
        for (int i = 0; i < a.length; i++) {}
    }

    /**
     * The sum of two values in a third accumulator.
     *
     * <p>Sheets: deltallm.
     */
    /*@ public normal_behavior
      @ requires a != c && b != c && a.length == b.length && a.length == c.length;
      @ requires (\forall int j; 0 <= j && j < a.length; -1152921504606846976L <= a[j] && a[j] <= 1152921504606846976L);
      @ requires (\forall int j; 0 <= j && j < a.length; -1152921504606846976L <= b[j] && b[j] <= 1152921504606846976L);
      @ ensures (\sum int j; 0 <= j && j < c.length; c[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             == (\sum int j; 0 <= j && j < a.length; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @                 + (\sum int j; 0 <= j && j < b.length; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures (\forall int j; 0 <= j && j < a.length; c[j] == (\bigint) a[j] + b[j]);
      @ assignable c[*];
      @*/
    public static void merge(long[] a, long[] b, long[] c) {
        /*@ loop_invariant 0 <= i && i <= a.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; c[j] == (\bigint) a[j] + b[j]);
          @ assignable c[*];
          @ decreases a.length - i;
          @*/
        for (int i = 0; i < a.length; i++) {
            c[i] = a[i] + b[i];
        }
        summed(a, b, c);
    }

    /** Digits below limb n make less than the power at n, and nothing but zeros makes zero. */
    /*@ public normal_behavior
      @ requires 0 <= n && n <= limb.length;
      @ requires (\forall int j; 0 <= j && j < n; 0 <= limb[j] && limb[j] < 1073741824);
      @ ensures 0 <= (\sum int j; 0 <= j && j < n; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures (\sum int j; 0 <= j && j < n; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\product int k; 0 <= k && k < n; (\bigint) 1073741824);
      @ ensures \result <==> (\sum int j; 0 <= j && j < n; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > 0;
      @ assignable \strictly_nothing;
      @*/
    public static boolean below(long[] limb, int n) {
        boolean some = false;
        /*@ loop_invariant 0 <= i && i <= n;
          @ loop_invariant 0 <= (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ loop_invariant (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
          @ loop_invariant some <==> (\sum int j; 0 <= j && j < i; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > 0;
          @ assignable \strictly_nothing;
          @ decreases n - i;
          @*/
        for (int i = 0; i < n; i++) {
            digit(limb[i], i);
            if (limb[i] > 0) {
                multiple(limb[i], i);
                power(i);
                some = true;
            }
        }
        return some;
    }

    /**
     * The sign of the value, once normalised: -1, 0 or 1.
     */
    /*@ public normal_behavior
      @ requires 0 < limb.length;
      @ requires (\forall int j; 0 <= j && j < limb.length - 1; 0 <= limb[j] && limb[j] < 1073741824);
      @ requires -2305843009213693952L <= limb[limb.length - 1] && limb[limb.length - 1] <= 2305843009213693952L;
      @ ensures \result == -1 || \result == 0 || \result == 1;
      @ ensures \result > 0 <==> (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > 0;
      @ ensures \result < 0 <==> (\sum int j; 0 <= j && j < limb.length; limb[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < 0;
      @ assignable \strictly_nothing;
      @*/
    public static int sign(long[] limb) {
        int n = limb.length - 1;
        boolean some = below(limb, n);
        long top = limb[n];
        power(n);
        if (top > 0) {
            multiple(top, n);
            return 1;
        }
        if (top < 0) {
            multiple(-top, n);
            return -1;
        }
        return some ? 1 : 0;
    }

    /** A larger digit outweighs the digits below it. */
    /*@ public normal_behavior
      @ requires 0 <= i && i < a.length && i < b.length;
      @ requires 0 <= b[i] && b[i] < a[i] && a[i] < 1073741824;
      @ requires (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
      @ requires (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
      @ ensures (\sum int j; 0 <= j && j < i + 1; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > (\sum int j; 0 <= j && j < i + 1; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures (\sum int j; 0 <= j && j < i + 1; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i + 1; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < i + 1; (\bigint) 1073741824);
      @ assignable \strictly_nothing;
      @*/
    public static void above(long[] a, long[] b, int i) {
        power(i);
        multiple(a[i] - b[i], i);
        digit(a[i] - b[i], i);
    }

    /** The order of two numbers of n digits, whose difference is less than the power at n. */
    /*@ public normal_behavior
      @ requires 0 <= n && n <= a.length && n <= b.length;
      @ requires (\forall int j; 0 <= j && j < n; 0 <= a[j] && a[j] < 1073741824);
      @ requires (\forall int j; 0 <= j && j < n; 0 <= b[j] && b[j] < 1073741824);
      @ ensures \result == -1 || \result == 0 || \result == 1;
      @ ensures \result == 1 ==> (\sum int j; 0 <= j && j < n; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > (\sum int j; 0 <= j && j < n; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures \result == -1 ==> (\sum int j; 0 <= j && j < n; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < n; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures \result == 0 ==> (\sum int j; 0 <= j && j < n; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) == (\sum int j; 0 <= j && j < n; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures (\sum int j; 0 <= j && j < n; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < n; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < n; (\bigint) 1073741824);
      @ ensures (\sum int j; 0 <= j && j < n; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < n; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < n; (\bigint) 1073741824);
      @ assignable \strictly_nothing;
      @*/
    public static int order(long[] a, long[] b, int n) {
        int order = 0;
        /*@ loop_invariant 0 <= i && i <= n;
          @ loop_invariant order == -1 || order == 0 || order == 1;
          @ loop_invariant order == 1 ==> (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) > (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ loop_invariant order == -1 ==> (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ loop_invariant order == 0 ==> (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) == (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
          @ loop_invariant (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
          @ loop_invariant (\sum int j; 0 <= j && j < i; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) < (\sum int j; 0 <= j && j < i; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824)) + (\product int k; 0 <= k && k < i; (\bigint) 1073741824);
          @ assignable \strictly_nothing;
          @ decreases n - i;
          @*/
        for (int i = 0; i < n; i++) {
            if (a[i] > b[i]) {
                above(a, b, i);
                order = 1;
            } else if (a[i] < b[i]) {
                above(b, a, i);
                order = -1;
            }
            power(i);
        }
        return order;
    }

    /**
     * The order of two values, once normalised: -1, 0 or 1.
     */
    /*@ public normal_behavior
      @ requires 0 < a.length && a.length == b.length;
      @ requires (\forall int j; 0 <= j && j < a.length - 1; 0 <= a[j] && a[j] < 1073741824);
      @ requires (\forall int j; 0 <= j && j < b.length - 1; 0 <= b[j] && b[j] < 1073741824);
      @ requires -2305843009213693952L <= a[a.length - 1] && a[a.length - 1] <= 2305843009213693952L;
      @ requires -2305843009213693952L <= b[b.length - 1] && b[b.length - 1] <= 2305843009213693952L;
      @ ensures \result == -1 || \result == 0 || \result == 1;
      @ ensures \result > 0 <==> (\sum int j; 0 <= j && j < a.length; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             > (\sum int j; 0 <= j && j < b.length; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ ensures \result < 0 <==> (\sum int j; 0 <= j && j < a.length; a[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824))
      @             < (\sum int j; 0 <= j && j < b.length; b[j] * (\product int k; 0 <= k && k < j; (\bigint) 1073741824));
      @ assignable \strictly_nothing;
      @*/
    public static int compare(long[] a, long[] b) {
        int n = a.length - 1;
        int order = order(a, b, n);
        power(n);
        if (a[n] > b[n]) {
            multiple(a[n] - b[n], n);
            return 1;
        }
        if (a[n] < b[n]) {
            multiple(b[n] - a[n], n);
            return -1;
        }
        return order;
    }
}
