package org.fiducial.arithmetic.laws;

import java.util.List;
import java.util.stream.Stream;
import org.apfloat.Apfloat;
import org.fiducial.arithmetic.apfloat.ApfloatReals;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.exact.Rationals;
import org.fiducial.arithmetic.hipparchus.BallElement;
import org.fiducial.arithmetic.hipparchus.BallField;
import org.fiducial.arithmetic.hipparchus.HipparchusReals;
import org.fiducial.arithmetic.scalar.EnclosingScalars;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.analysis.differentiation.GradientField;
import org.hipparchus.complex.Complex;
import org.hipparchus.complex.ComplexField;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.Binary64Field;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every arithmetic obeys every law that it claims. */
class ArithmeticLawsTest {
    @TestFactory
    Stream<DynamicContainer> fractions() {
        List<Dyadic> values = RingLaws.longValues(60, 1);
        return Stream.of(
                container("fractions", new FieldLaws<>(new Rationals(), Judge.exact(), values)),
                container(
                        "fractions with 2^n",
                        new ExponentialLaws<Rational>(new BaseTwoRationals(), Judge.exact(), values) {
                            @Override
                            List<Dyadic> logits() {
                                return Stream.of(0.0, 1.0, -1.0, 5.0, -77.0, 300.0)
                                        .map(Dyadic::of)
                                        .toList();
                            }
                        }));
    }

    @TestFactory
    Stream<DynamicContainer> balls() {
        return Stream.of(8, 53, 64, 65, 127, 128, 129, 192, 193, 300)
                .map(p -> container("balls of " + p, ballLaws(new Balls(p), p)));
    }

    static RealsLaws<Ball> ballLaws(EnclosingScalars<Ball> balls, int p) {
        return new RealsLaws<>(
                balls, Judge.enclosing(balls::enclosure, Math.scalb(1.0, -p)), RingLaws.longValues(p, p));
    }

    @TestFactory
    Stream<DynamicContainer> apfloat() {
        return Stream.of(20, 50).map(p -> {
            ApfloatReals reals = new ApfloatReals(p);
            Judge<Apfloat> judge = Judge.approximate(reals::toDyadic, reals.relativeError(), 0);
            return container(reals.name(), new RealsLaws<>(reals, judge, RingLaws.longValues((int) (3.3 * p), p)));
        });
    }

    @TestFactory
    Stream<DynamicContainer> emulated() {
        EmulatedOptions usual = EmulatedOptions.usual();
        return Stream.of(
                        Stream.of(Format.BINARY16, Format.BFLOAT16, Format.TF32, Format.BINARY32, Format.BINARY64)
                                .map(EmulatedReals::new),
                        Stream.of(
                                new EmulatedReals(Format.BINARY32, usual.withOrder(SummationOrder.pairwise())),
                                new EmulatedReals(
                                        Format.BINARY32,
                                        usual.withOrder(SummationOrder.blocked(4))
                                                .withFusedMultiplyAdd(true)),
                                new EmulatedReals(
                                        Format.BFLOAT16,
                                        usual.withOrder(SummationOrder.randomTree(5))
                                                .withFlushToZero(true)),
                                new EmulatedReals(
                                        Format.BINARY32,
                                        usual.withFusedMultiplyAdd(true).withFunctionUlps(0.75, 3))))
                .flatMap(s -> s)
                .map(reals -> container(reals.name(), emulatedLaws(reals)));
    }

    private static RealsLaws<Double> emulatedLaws(EmulatedReals reals) {
        Format f = reals.format();
        Judge<Double> judge = Judge.approximate(
                Dyadic::of, 2 * f.unitRoundoff(), f.smallestNormal().toDouble());
        return new RealsLaws<>(reals, judge, RingLaws.longValues(f.precision(), 7)) {
            @Override
            void divisionByZero() {
                // As IEEE 754 says, not an exception.
                decided(
                        "1/0 is infinite",
                        reals.less(reals.literal(Double.MAX_VALUE), reals.divide(1.0, 0.0)),
                        f != Format.BINARY64 ? false : true);
            }
        };
    }

    @TestFactory
    Stream<DynamicContainer> hipparchus() {
        Judge<Binary64> binary64 = Judge.approximate(x -> Dyadic.of(x.getReal()), 0x1p-52, 0);
        Judge<Dfp> dfp = Judge.approximate(ArithmeticLawsTest::value, 1e-38, 0);
        Judge<Gradient> gradient = Judge.approximate(x -> Dyadic.of(x.getReal()), 0x1p-52, 0);
        Judge<Complex> complex = Judge.approximate(x -> Dyadic.of(x.getReal()), 0x1p-51, 0);
        Judge<BallElement> ball = Judge.enclosing(x -> x.ball().enclosure(), 0x1p-90);
        return Stream.of(
                container(
                        "Binary64", new HipparchusLaws<>(new HipparchusReals<>(Binary64Field.getInstance()), binary64)),
                container("Dfp", new HipparchusLaws<>(new HipparchusReals<>(new DfpField(42)), dfp)),
                container("Gradient", new HipparchusLaws<>(new HipparchusReals<>(GradientField.getField(2)), gradient)),
                container("Complex", new HipparchusLaws<>(new HipparchusReals<>(ComplexField.getInstance()), complex)),
                container(
                        "balls through Hipparchus and back",
                        new HipparchusLaws<>(new HipparchusReals<>(new BallField(90)), ball)));
    }

    /** The value of a Dfp: its digits are taken off in pieces that are binary64 numbers. */
    private static Dyadic value(Dfp x) {
        Dyadic sum = Dyadic.ZERO;
        Dfp rest = x;
        for (int i = 0; i < 6 && !rest.isZero(); i++) {
            double head = rest.toDouble();
            sum = sum.add(Dyadic.of(head));
            rest = rest.subtract(x.newInstance(head));
        }
        return sum;
    }

    /** Without claims about the error function, which the library computes to binary64 accuracy only. */
    private static final class HipparchusLaws<C extends CalculusFieldElement<C>> extends RealsLaws<C> {
        HipparchusLaws(HipparchusReals<C> reals, Judge<C> judge) {
            super(reals, judge, RingLaws.longValues(50, 3));
        }

        @Override
        void errorFunction() {
            double distance = reals.erf(reals.literal(0.5)).getReal() - 0.5204998778130465;
            if (!(Math.abs(distance) < 1e-13)) {
                throw new AssertionError("erf 1/2 is off by " + distance);
            }
        }
    }

    private static DynamicContainer container(String name, RingLaws<?> laws) {
        return DynamicContainer.dynamicContainer(
                name,
                laws.laws().stream()
                        .map(law -> DynamicTest.dynamicTest(
                                law.name(), () -> law.check().run())));
    }
}
