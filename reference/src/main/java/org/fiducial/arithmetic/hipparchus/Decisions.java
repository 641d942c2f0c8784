package org.fiducial.arithmetic.hipparchus;

import java.math.BigInteger;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;

/** What is the same for every number of a ball; an {@link UndecidedException} where nothing is. */
final class Decisions {
    private Decisions() {}

    /** The integer to which every number of the ball rounds. */
    static BigInteger integer(String what, Ball x, Rounding rounding) {
        Dyadic low = x.enclosure().lower().roundToMultiple(0, rounding);
        Dyadic high = x.enclosure().upper().roundToMultiple(0, rounding);
        if (!low.equals(high)) {
            throw new UndecidedException(what + " of " + x);
        }
        return low.toBigDecimal().toBigIntegerExact();
    }

    /** The sign of every number of the ball: -1, 0 or 1. */
    static int sign(Ball x) {
        if (x.containsZero() && !x.isZero()) {
            throw new UndecidedException("sign of " + x);
        }
        return x.midpoint().signum();
    }
}
