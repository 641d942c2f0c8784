package org.fiducial.operator.quantisation;

import java.math.BigInteger;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.verified.Codes;

/**
 * A uniform quantiser with exact parameters: code q stands for low + scale q. A scale of 0 belongs to a constant list, whose codes are 0 and
 * which decodes to itself (sheet zipcache, CONST_EXACT).
 *
 * @param low the number that code 0 stands for
 * @param scale the step, at least 0
 * @param least smallest code
 * @param most largest code, at most 65536 in size as the smallest is
 */
public record UniformQuantiser(Rational low, Rational scale, int least, int most) {
    public UniformQuantiser {
        if (scale.signum() < 0 || least > most || least < -65536 || most > 65536) {
            throw new IllegalArgumentException("scale " + scale + " and codes " + least + " to " + most
                    + ", expected a scale of at least 0 and an interval within 65536 of 0");
        }
    }

    /** The quantiser (D1), (D2) of a list whose least and largest numbers are given, with codes 0 .. levels. */
    public static UniformQuantiser between(Dyadic low, Dyadic high, int levels) {
        Rational range = Rational.of(high).subtract(Rational.of(low));
        return new UniformQuantiser(Rational.of(low), range.divide(Rational.of(levels)), 0, levels);
    }

    /** The symmetric quantiser of a list whose largest magnitude is given: low is 0, codes are -levels .. levels. */
    public static UniformQuantiser symmetric(Dyadic magnitude, int levels) {
        return new UniformQuantiser(Rational.ZERO, Rational.of(magnitude).divide(Rational.of(levels)), -levels, levels);
    }

    /** Where x lies between codes: (x - low) / scale; 0 where the scale is 0. */
    public Rational position(Dyadic x) {
        return scale.signum() == 0
                ? Rational.ZERO
                : Rational.of(x).subtract(low).divide(scale);
    }

    /** The code of x: its position rounded by the rule and cut to the smallest and the largest code. */
    public int code(Dyadic x, HalfRule rule) {
        return code(position(x), rule, least, most);
    }

    /** A position rounded by the rule and cut. */
    static int code(Rational position, HalfRule rule, int least, int most) {
        BigInteger floor = position.floor();
        if (floor.bitLength() > 20) {
            return position.signum() > 0 ? most : least;
        }
        // A quarter, a half or three quarters stand for what lies below the half, on it and above it.
        BigInteger rest = position.numerator().subtract(floor.multiply(position.denominator()));
        int quarter = 0;
        if (rest.signum() > 0) {
            quarter = 2 + rest.shiftLeft(1).compareTo(position.denominator());
        }
        if (rule == HalfRule.DOWN) {
            quarter = 0;
        } else if (rule == HalfRule.AWAY && quarter == 2) {
            quarter = position.signum() > 0 ? 3 : 1;
        }
        return (int) Codes.quantise(4 * floor.longValueExact() + quarter, 4, 0, least, most);
    }

    /** What a code stands for: low + scale q. */
    public Rational decoded(long code) {
        return low.add(scale.multiply(Rational.of(code)));
    }
}
