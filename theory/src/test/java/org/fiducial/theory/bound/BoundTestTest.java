package org.fiducial.theory.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

/** The pinned enclosure example of claim-kinds, section 12. */
class BoundTestTest {
    private static final CheckRun RUN = new CheckRun(Effort.QUICK, Seed.of(12));

    /** e^(-1/8) against a decimal of 16 digits: an exact quotient of integers, or the nearest binary64 number. */
    private record Eighth(long digits, boolean exact) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T left = a.exp(a.constant(1, 1, Dyadic.powerOfTwo(-3).negate()));
            T right = exact
                    ? a.divide(
                            a.constant(1, 1, Dyadic.of(digits)), a.constant(1, 1, Dyadic.of(10_000_000_000_000_000L)))
                    : a.literal(new Matrix(1, 1, new double[] {Double.parseDouble("0." + digits)}));
            return List.of(Inequality.loose("e^(-1/8)", left, right));
        }
    }

    private static Verdict at(int bits, long digits, boolean exact) {
        return new BoundTest(new Eighth(digits, exact), 1, 0, 1, bits).run(RUN).verdict();
    }

    @Test
    void theDecimalsAroundTheExponentialAreDecidedAtSixtyFourBits() {
        assertEquals(Verdict.VERIFIED, at(64, 8824969025845955L, true));
        assertEquals(Verdict.REFUTED, at(64, 8824969025845954L, true));
    }

    @Test
    void twentyBitsDecideNeither() {
        assertEquals(Verdict.UNDECIDED, at(20, 8824969025845955L, true));
        assertEquals(Verdict.UNDECIDED, at(20, 8824969025845954L, true));
    }

    /** Why the right sides have to be exact: as binary64 literals both are one number, above e^(-1/8). */
    @Test
    void aBinary64LiteralWouldTurnTheFalseClaimIntoATrueOne() {
        assertEquals(Double.parseDouble("0.8824969025845955"), Double.parseDouble("0.8824969025845954"));
        assertEquals(Verdict.VERIFIED, at(64, 8824969025845954L, false));
    }
}
