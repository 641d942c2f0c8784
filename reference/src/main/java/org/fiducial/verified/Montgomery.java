package org.fiducial.verified;

/**
 * Products of residues modulo an odd p < 2^61 in Montgomery's form: x stands for x 2^62 mod p. Two digits of 31 binary places are taken
 * up one after the other, all in words of a signed long; what was added to make the division exact is the witness of the product.
 */
public final class Montgomery {
    private Montgomery() {}

    /**
     * The number without its last 31 binary digits: floor(x / 2^31), for x < 2^62.
     */
    /*@ public normal_behavior
      @ requires 0 <= x && x <= 4611686018427387903L;
      @ ensures 0 <= \result && \result <= 2147483647L;
      @ ensures 0 <= x - 2147483648L * (\bigint) \result && x - 2147483648L * (\bigint) \result < 2147483648L;
      @ assignable \strictly_nothing;
      @*/
    public static long high(long x) {
        return x >> 31;
    }

    /** Both equations together: 2^31 (low k - q p0) = low + m p0. */
    /*@ public normal_behavior
      @ requires (\bigint) p0 * n + 1 == 2147483648L * (\bigint) k;
      @ requires (\bigint) low * n == 2147483648L * (\bigint) q + m;
      @ ensures 2147483648L * ((\bigint) low * k - (\bigint) q * p0) == low + (\bigint) m * p0;
      @ assignable \strictly_nothing;
      @*/
    public static void exact(long low, long p0, long n, long k, long q, long m) {}

    /**
     * The carry (low + m p0) / 2^31 for m = low n mod 2^31, an integer since p0 n + 1 = 2^31 k.
     */
    /*@ public normal_behavior
      @ requires 0 <= low && low < 2147483648L && 0 <= p0 && p0 < 2147483648L && 0 <= n && n < 2147483648L;
      @ requires 0 <= m && m < 2147483648L && 0 <= q && q <= 2147483648L && 0 <= k && k <= 2147483648L;
      @ requires (\bigint) p0 * n + 1 == 2147483648L * (\bigint) k;
      @ requires (\bigint) low * n == 2147483648L * (\bigint) q + m;
      @ ensures 2147483648L * (\bigint) \result == low + (\bigint) m * p0;
      @ ensures 0 <= \result && \result < 2147483648L;
      @ assignable \strictly_nothing;
      @*/
    public static long carry(long low, long p0, long n, long k, long q, long m) {
        Integers.product(low, k);
        Integers.product(low, 2147483648L - k);
        Integers.product(q, p0);
        Integers.product(2147483648L - q, p0);
        Integers.product(m, p0);
        Integers.product(2147483647L - m, p0);
        exact(low, p0, n, k, q, m);
        return low * k - q * p0;
    }

    /**
     * One digit taken up: (t + a d + m p) / 2^31 with a = 2^31 a1 + a0 and p = 2^31 p1 + p0, where m[at] < 2^31 makes the division exact.
     */
    /*@ public normal_behavior
      @ requires 0 <= a1 && a1 <= 1073741823L && 0 <= a0 && a0 < 2147483648L && 0 <= d && d < 2147483648L;
      @ requires 0 <= t && t <= 4611686018427387903L && 0 <= p1 && p1 <= 1073741823L && 0 <= p0 && p0 < 2147483648L;
      @ requires 0 <= n && n < 2147483648L && 0 <= k && k <= 2147483648L && (\bigint) p0 * n + 1 == 2147483648L * (\bigint) k;
      @ requires 0 <= at && at < m.length;
      @ ensures 0 <= m[at] && m[at] < 2147483648L && 0 <= \result;
      @ ensures 2147483648L * (\bigint) \result
      @             == t + 2147483648L * ((\bigint) a1 * d) + (\bigint) a0 * d + 2147483648L * ((\bigint) m[at] * p1) + (\bigint) m[at] * p0;
      @ assignable m[at];
      @*/
    public static long digit(long t, long a1, long a0, long d, long p1, long p0, long n, long k, long[] m, int at) {
        Integers.product(a0, d);
        Integers.product(2147483647L - a0, d);
        Integers.product(a1, d);
        Integers.product(1073741823L - a1, d);
        long t1 = high(t);
        long v = a0 * d + (t - t1 * 2147483648L);
        long v1 = high(v);
        long low = v - v1 * 2147483648L;
        Integers.product(low, n);
        Integers.product(low, 2147483647L - n);
        long x = low * n;
        long q = high(x);
        long r = x - q * 2147483648L;
        long c = carry(low, p0, n, k, q, r);
        Integers.product(r, p1);
        Integers.product(r, 1073741823L - p1);
        m[at] = r;
        return a1 * d + t1 + v1 + r * p1 + c;
    }

    /**
     * Both digits of b taken up: (a b + w p) / 2^62, where the witness 0 <= w[at] < 2^62 makes the division exact.
     */
    /*@ public normal_behavior
      @ requires 0 <= a1 && a1 <= 1073741823L && 0 <= a0 && a0 < 2147483648L && 0 <= b1 && b1 <= 1073741823L && 0 <= b0 && b0 < 2147483648L;
      @ requires 0 <= p1 && p1 <= 1073741823L && 0 <= p0 && p0 < 2147483648L;
      @ requires 0 <= n && n < 2147483648L && 0 <= k && k <= 2147483648L && (\bigint) p0 * n + 1 == 2147483648L * (\bigint) k;
      @ requires 0 <= at && at < w.length;
      @ ensures 0 <= w[at] && w[at] <= 4611686018427387903L && 0 <= \result;
      @ ensures 4611686018427387904L * (\bigint) \result
      @             == (2147483648L * (\bigint) a1 + a0) * (2147483648L * (\bigint) b1 + b0) + w[at] * (2147483648L * (\bigint) p1 + p0);
      @ assignable w[at];
      @*/
    public static long digits(long a1, long a0, long b1, long b0, long p1, long p0, long n, long k, long[] w, int at) {
        long first = digit(0, a1, a0, b0, p1, p0, n, k, w, at);
        long m0 = w[at];
        Integers.product(a1, b0);
        Integers.product(1073741823L - a1, b0);
        Integers.product(a0, b0);
        Integers.product(2147483647L - a0, b0);
        Integers.product(m0, p0);
        Integers.product(m0, p1);
        Integers.product(m0, 2147483647L - p0);
        Integers.product(m0, 1073741823L - p1);
        long second = digit(first, a1, a0, b1, p1, p0, n, k, w, at);
        w[at] = w[at] * 2147483648L + m0;
        return second;
    }

    /**
     * a b / 2^62 mod p; witness[at] w with a b + w p = 2^62 (a b / 2^62 mod p) makes the contract an equation.
     */
    /*@ public normal_behavior
      @ requires 0 < p && p <= 2305843009213693951L && 0 <= a && a < p && 0 <= b && b < p && 0 <= n && n < 2147483648L;
      @ requires 0 <= k && k <= 2147483648L && ((\bigint) p - 2147483648L * (p / 2147483648L)) * n + 1 == 2147483648L * (\bigint) k;
      @ requires 0 <= at && at < witness.length;
      @ ensures 0 <= \result && \result < p;
      @ ensures -4611686018427387904L <= witness[at] && witness[at] < 4611686018427387904L;
      @ ensures (\bigint) a * b + (\bigint) witness[at] * p == 4611686018427387904L * (\bigint) \result;
      @ assignable witness[at];
      @*/
    public static long multiply(long a, long b, long p, long n, long k, long[] witness, int at) {
        long a1 = high(a);
        long b1 = high(b);
        long p1 = p / 2147483648L;
        long s = digits(a1, a - a1 * 2147483648L, b1, b - b1 * 2147483648L, p1, p - p1 * 2147483648L, n, k, witness, at);
        long w = witness[at];
        Integers.product(p - a, b);
        Integers.product(p, 2305843009213693952L - b);
        Integers.product(p, 4611686018427387903L - w);
        if (s >= p) {
            witness[at] = w - 4611686018427387904L;
            return s - p;
        }
        return s;
    }

    /**
     * (sum + a b / 2^62) mod p with the same kind of witness: 2^62 sum + a b + w p = 2^62 (the result).
     */
    /*@ public normal_behavior
      @ requires 0 < p && p <= 2305843009213693951L && 0 <= a && a < p && 0 <= b && b < p && 0 <= sum && sum < p;
      @ requires 0 <= n && n < 2147483648L && 0 <= k && k <= 2147483648L;
      @ requires ((\bigint) p - 2147483648L * (p / 2147483648L)) * n + 1 == 2147483648L * (\bigint) k;
      @ requires 0 <= at && at < witness.length;
      @ ensures 0 <= \result && \result < p;
      @ ensures 4611686018427387904L * (\bigint) sum + (\bigint) a * b + (\bigint) witness[at] * p == 4611686018427387904L * (\bigint) \result;
      @ assignable witness[at];
      @*/
    public static long term(long sum, long a, long b, long p, long n, long k, long[] witness, int at) {
        long s = sum + multiply(a, b, p, n, k, witness, at);
        if (s >= p) {
            witness[at] -= 4611686018427387904L;
            return s - p;
        }
        return s;
    }
}
