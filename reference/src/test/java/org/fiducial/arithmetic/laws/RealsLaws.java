package org.fiducial.arithmetic.laws;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.fiducial.number.Dyadic;

/** The laws of the real numbers with their order, roots and elementary functions. */
class RealsLaws<S> extends ExponentialLaws<S> {
    final ScalarReals<S> reals;

    RealsLaws(ScalarReals<S> reals, Judge<S> judge, List<Dyadic> values) {
        super(reals, judge, values);
        this.reals = reals;
    }

    @Override
    List<Law> laws() {
        List<Law> laws = new ArrayList<>(super.laws());
        laws.add(new Law("sixty digits of known values", this::knownValues));
        laws.add(new Law("log and exp are inverse", this::logarithms));
        laws.add(new Law("square roots", this::roots));
        laws.add(new Law("tanh, erf, sin, cos", this::functions));
        laws.add(new Law("order, abs and max", this::order));
        laws.add(new Law("special arguments", this::special));
        return laws;
    }

    private S literal(double x) {
        return reals.literal(x);
    }

    private void near(String law, S actual, String digits) {
        BigDecimal d = new BigDecimal(digits);
        judge.near(law, actual, new Rational(d.unscaledValue(), BigInteger.TEN.pow(d.scale())), 4);
    }

    /** From mpmath with 80 digits. */
    void knownValues() {
        near("exp 1", reals.exp(literal(1)), "2.7182818284590452353602874713526624977572470936999595749669676");
        near("exp -1/2", reals.exp(literal(-0.5)), "0.60653065971263342360379953499118045344191813548718695568289216");
        near("log 3", reals.log(literal(3)), "1.0986122886681096913952452369225257046474905578227494517346943");
        near("log 1/2", reals.log(literal(0.5)), "-0.69314718055994530941723212145817656807550013436025525412068001");
        near("sqrt 2", reals.sqrt(literal(2)), "1.4142135623730950488016887242096980785696718753769480731766797");
        near("sqrt 3", reals.sqrt(literal(3)), "1.732050807568877293527446341505872366942805253810380628055807");
        near("tanh 1/2", reals.tanh(literal(0.5)), "0.46211715726000975850231848364367254873028928033011303855273182");
        near("tanh -2", reals.tanh(literal(-2)), "-0.96402758007581688394641372410092315025502997624093477604826322");
        near("sin 1", reals.sin(literal(1)), "0.84147098480789650665250232163029899962256306079837106567275171");
        near("sin 3", reals.sin(literal(3)), "0.14112000805986722210074480280811027984693326425226558415188264");
        near("cos 1", reals.cos(literal(1)), "0.54030230586813971740093660744297660373231042061792222767009726");
        near("cos 3", reals.cos(literal(3)), "-0.98999249660044545727157279473126130239367909661558832881408593");
        errorFunction();
    }

    void errorFunction() {
        for (Dyadic a : values()) {
            S minus = reals.erf(reals.negate(number(a)));
            judge.agree("erf odd", minus, reals.negate(reals.erf(number(a))), 2);
        }
        near("erf 1/2", reals.erf(literal(0.5)), "0.52049987781304653768274665389196452873645157575796370005880573");
        near("erf 2", reals.erf(literal(2)), "0.99532226501895273416206925636725292861089179704006007673835233");
    }

    void logarithms() {
        judge.agree("log 1 = 0", reals.log(reals.one()), reals.zero(), 0);
        for (Dyadic a : values()) {
            S x = number(a);
            judge.agree("log exp a = a", reals.log(reals.exp(x)), x, 8);
            if (a.signum() > 0) {
                judge.agree("exp log a = a", reals.exp(reals.log(x)), x, 32);
                judge.agree(
                        "log a^2 = 2 log a",
                        reals.log(reals.multiply(x, x)),
                        reals.add(reals.log(x), reals.log(x)),
                        32);
            }
        }
    }

    void roots() {
        judge.is("sqrt 0", reals.sqrt(reals.zero()), Rational.ZERO, 0);
        judge.is("sqrt 1", reals.sqrt(reals.one()), Rational.ONE, 0);
        judge.is("sqrt 9/4", reals.sqrt(literal(2.25)), Rational.of(3, 2), 1);
        for (Dyadic a : values()) {
            if (a.signum() >= 0) {
                S root = reals.sqrt(number(a));
                judge.is("sqrt(a)^2", reals.multiply(root, root), exact(a), 16);
            }
        }
    }

    void functions() {
        for (S zero : List.of(reals.tanh(reals.zero()), reals.erf(reals.zero()), reals.sin(reals.zero()))) {
            judge.is("odd functions at 0", zero, Rational.ZERO, 0);
        }
        judge.is("cos 0", reals.cos(reals.zero()), Rational.ONE, 0);
        for (Dyadic a : values()) {
            S x = number(a);
            S minus = reals.negate(x);
            judge.agree("tanh odd", reals.tanh(minus), reals.negate(reals.tanh(x)), 2);
            judge.agree("sin odd", reals.sin(minus), reals.negate(reals.sin(x)), 2);
            judge.agree("cos even", reals.cos(minus), reals.cos(x), 2);
            S e = reals.exp(x);
            S f = reals.exp(minus);
            double size = Math.exp(Math.abs(a.toDouble()));
            judge.agree(
                    "tanh a (e^a + e^-a) = e^a - e^-a",
                    reals.multiply(reals.tanh(x), reals.add(e, f)),
                    reals.subtract(e, f),
                    16 * size);
            S sine = reals.sin(x);
            S cosine = reals.cos(x);
            judge.agree(
                    "sin^2 + cos^2 = 1",
                    reals.add(reals.multiply(sine, sine), reals.multiply(cosine, cosine)),
                    reals.one(),
                    16);
            S product = reals.multiply(sine, cosine);
            judge.agree("sin 2a = 2 sin a cos a", reals.sin(reals.add(x, x)), reals.add(product, product), 32);
        }
    }

    void order() {
        for (Dyadic a : values()) {
            S x = number(a);
            judge.is("|a|", reals.abs(x), exact(a.abs()), 0);
            decided("a < a", reals.less(x, x), false);
            for (Dyadic b : values()) {
                S y = number(b);
                decided(a + " < " + b, reals.less(x, y), a.compareTo(b) < 0);
                decided(a + " = " + b, reals.equal(x, y), a.equals(b));
                judge.is("max", reals.max(x, y), exact(a.compareTo(b) > 0 ? a : b), 0);
            }
        }
    }

    static void decided(String law, Truth actual, boolean expected) {
        if (actual != (expected ? Truth.TRUE : Truth.FALSE)) {
            throw new AssertionError(law + " is " + actual);
        }
    }

    void special() {
        judge.is("tanh at a large number", reals.tanh(literal(200)), Rational.ONE, 2);
        judge.is("erf at a large number", reals.erf(literal(-200)), Rational.of(-1), 2);
        // e^-224 < 2^-320 is nothing beside the roundoff of any precision up to 300.
        judge.agree("exp at a large negative number", reals.add(reals.one(), reals.exp(literal(-224))), reals.one(), 2);
    }

    @Override
    void irrationalScale(Scale tau) {
        S root = reals.scale(tau);
        judge.is("scale squared", reals.multiply(root, root), Rational.of(1, tau.radicand()), 4);
    }
}
