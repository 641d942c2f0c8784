package org.fiducial.arithmetic.exact;

import java.math.BigInteger;
import org.fiducial.arithmetic.scalar.ScalarField;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;

/** The field of exact fractions. It has no exponential; {@link BaseTwoRationals} has a formal one. */
public class Rationals implements ScalarField<Rational> {
    @Override
    public String name() {
        return "exact fractions";
    }

    @Override
    public final Rational zero() {
        return Rational.ZERO;
    }

    @Override
    public final Rational one() {
        return Rational.ONE;
    }

    @Override
    public final Rational integer(BigInteger n) {
        return new Rational(n, BigInteger.ONE);
    }

    @Override
    public final Rational dyadic(Dyadic x) {
        return Rational.of(x);
    }

    @Override
    public final Rational add(Rational x, Rational y) {
        return x.add(y);
    }

    @Override
    public final Rational multiply(Rational x, Rational y) {
        return x.multiply(y);
    }

    @Override
    public final Rational negate(Rational x) {
        return x.negate();
    }

    @Override
    public final Rational divide(Rational x, Rational y) {
        return x.divide(y);
    }

    /** The sum over one common denominator: one reduction to lowest terms instead of one a term. */
    @Override
    public final Rational sum(Terms<Rational> x) {
        BigInteger common = BigInteger.ONE;
        for (int k = 0; k < x.size(); k++) {
            BigInteger d = x.get(k).denominator();
            common = common.equals(d) ? d : common.divide(common.gcd(d)).multiply(d);
        }
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k < x.size(); k++) {
            Rational term = x.get(k);
            sum = sum.add(term.numerator().multiply(common.divide(term.denominator())));
        }
        return new Rational(sum, common);
    }
}
