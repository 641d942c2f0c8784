package org.fiducial.oracle.quantisation;

import java.math.BigInteger;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;

/** Exact fractions beside binary numbers. */
final class Fractions {
    private Fractions() {}

    /** Whether a format has the number. */
    static boolean holds(Format f, Rational x) {
        if (x.denominator().bitCount() != 1) {
            return false;
        }
        Dyadic d = Dyadic.of(x.numerator(), 1 - x.denominator().bitLength());
        double y = d.toDouble();
        return Dyadic.of(y).equals(d) && f.round(y) == y;
    }

    /** A binary64 number within an ulp of x; x itself if it is one of at most 120 digits. */
    static double nearest(Rational x) {
        int shift = 120 + x.denominator().bitLength() - x.numerator().bitLength();
        BigInteger scaled =
                shift >= 0 ? x.numerator().shiftLeft(shift) : x.numerator().shiftRight(-shift);
        return Dyadic.of(scaled.divide(x.denominator()), -shift).toDouble();
    }

    /** |x| in binary64, within an ulp. */
    static double size(Rational x) {
        return Math.abs(nearest(x));
    }
}
