package org.fiducial.theory.identity;

import org.fiducial.theory.random.RandomStream;

/**
 * A point (c, s) with c^2 + s^2 = 1 over GF(p), residues in Montgomery's form: cosine and sine of a free angle. Integer multiples of
 * the angle are powers. For p = 3 mod 4 the group has p + 1 elements and 1 + t^2 never vanishes (claim-kinds, section 1).
 *
 * @param cosine c
 * @param sine s
 */
public record CirclePoint(long cosine, long sine) {
    /**
     * The point ((1 - t^2) / (1 + t^2), 2t / (1 + t^2)).
     *
     * @throws ZeroDivisorException if 1 + t^2 vanishes, which it does not for p = 3 mod 4
     */
    public static CirclePoint ofParameter(Modulus mod, long t) {
        long square = mod.multiply(t, t);
        long inverse = mod.inverse(mod.add(mod.one(), square));
        return new CirclePoint(
                mod.multiply(mod.subtract(mod.one(), square), inverse), mod.multiply(mod.add(t, t), inverse));
    }

    /** The point of a uniform parameter t. */
    public static CirclePoint draw(Modulus mod, RandomStream random) {
        return ofParameter(mod, PrimeField.uniform(mod, random));
    }

    /** The point of angle 0. */
    public static CirclePoint unit(Modulus mod) {
        return new CirclePoint(mod.one(), 0);
    }

    /** The point of the sum of two angles. */
    public CirclePoint times(Modulus mod, CirclePoint y) {
        return new CirclePoint(
                mod.subtract(mod.multiply(cosine, y.cosine), mod.multiply(sine, y.sine)),
                mod.add(mod.multiply(cosine, y.sine), mod.multiply(sine, y.cosine)));
    }

    /** The point of the opposite angle. */
    public CirclePoint inverse(Modulus mod) {
        return new CirclePoint(cosine, mod.negate(sine));
    }

    /** The point of n times the angle; of degree (2|n|, 2|n|) in t. */
    public CirclePoint power(Modulus mod, long n) {
        CirclePoint factor = n < 0 ? inverse(mod) : this;
        CirclePoint result = unit(mod);
        for (long rest = Math.absExact(n); rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result = result.times(mod, factor);
            }
            factor = factor.times(mod, factor);
        }
        return result;
    }
}
