package org.fiducial.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;

class TargetTest {
    /** Each with plain Java arithmetic for the same function. */
    private static final Map<String, java.util.function.DoubleBinaryOperator> FUNCTIONS = Map.ofEntries(
            Map.entry("x1*x2 - 2*x1^3", (x, y) -> x * y - 2 * x * x * x),
            Map.entry("-x1^2 + 1/(1 + x2)", (x, y) -> -x * x + 1 / (1 + y)),
            Map.entry("sin(3*x1)*exp(x2)", (x, y) -> Math.sin(3 * x) * Math.exp(y)),
            Map.entry("cos(7*(x1 - x2))", (x, y) -> Math.cos(7 * (x - y))),
            Map.entry("tanh(2*x1) - log(1 + x2)", (x, y) -> Math.tanh(2 * x) - Math.log(1 + y)),
            Map.entry("sqrt(x1 + 0.01)*abs(x1 - x2)", (x, y) -> Math.sqrt(x + 0.01) * Math.abs(x - y)),
            Map.entry("max(x1, x2)*min(x1, 1 - x2)", (x, y) -> Math.max(x, y) * Math.min(x, 1 - y)),
            Map.entry("(x1 - x2)^-2 * (x1 - x2)^2", (x, y) -> 1),
            Map.entry("sin(pi*x1)^2 + 2.5e-1*x2", (x, y) -> Math.pow(Math.sin(Math.PI * x), 2) + 0.25 * y));

    /** Values, slopes and curvatures on a box contain what plain arithmetic and difference quotients give inside it. */
    @Property(tries = 60)
    void jetsContainValuesSlopesAndCurvatures(
            @ForAll @DoubleRange(min = 0, max = 0.9) double x,
            @ForAll @DoubleRange(min = 0, max = 0.9) double y,
            @ForAll @DoubleRange(min = 0, max = 0.1) double width,
            @ForAll @DoubleRange(min = 0, max = 1) double u,
            @ForAll @DoubleRange(min = 0, max = 1) double v)
            throws TargetException {
        Interval[] box = {new Interval(x, x + width), new Interval(y, y + width)};
        double px = Math.min(x + u * width, x + width);
        double py = Math.min(y + v * width, y + width);
        for (var e : FUNCTIONS.entrySet()) {
            Jet jet;
            try {
                jet = Target.parse(e.getKey(), 2).jet(0, box);
            } catch (ArithmeticException outside) {
                assertTrue(e.getKey().contains("^-2"), e.getKey() + ": " + outside.getMessage());
                continue;
            }
            double at = e.getValue().applyAsDouble(px, py);
            near(jet.value(), at, 1e-12, e.getKey());
            double corner = e.getValue().applyAsDouble(x, y);
            Interval[] s = jet.slope();
            if (s != null) {
                Interval step = s[0].multiply(Interval.of(px - x)).add(s[1].multiply(Interval.of(py - y)));
                near(step, at - corner, 1e-9 * (1 + step.magnitude()), e.getKey() + " slopes");
            }
            Interval[] h = jet.curvature();
            if (h != null && width > 1e-3) {
                double d = width / 2;
                double middle = e.getValue().applyAsDouble(x + d, y + d);
                double second = (e.getValue().applyAsDouble(x + 2 * d, y + d)
                                - 2 * middle
                                + e.getValue().applyAsDouble(x, y + d))
                        / (d * d);
                near(h[0], second, 1e-6 + 1e-14 / (d * d), e.getKey() + " curvature");
                double mixed = (e.getValue().applyAsDouble(x + 2 * d, y + 2 * d)
                                - e.getValue().applyAsDouble(x + 2 * d, y)
                                - e.getValue().applyAsDouble(x, y + 2 * d)
                                + corner)
                        / (4 * d * d);
                near(h[1], mixed, 1e-6 + 1e-14 / (d * d), e.getKey() + " mixed curvature");
            }
        }
    }

    private static void near(Interval x, double value, double slack, String what) {
        assertTrue(x.lo() - slack <= value && value <= x.hi() + slack, what + ": " + value + " outside " + x);
    }

    /** Sine and cosine of intervals contain those of their numbers, and reach 1 and -1 exactly where the intervals hold a turning point. */
    @Property(tries = 200)
    void sinesOfIntervals(
            @ForAll @DoubleRange(min = -50, max = 50) double lo,
            @ForAll @DoubleRange(min = 0, max = 8) double width,
            @ForAll @DoubleRange(min = 0, max = 1) double u) {
        Interval x = new Interval(lo, lo + width);
        double at = Math.min(lo + u * width, lo + width);
        near(x.sin(), Math.sin(at), 1e-15, "sine");
        near(x.cos(), Math.cos(at), 1e-15, "cosine");
        double turns = (lo + width - Math.PI / 2) / (2 * Math.PI);
        double begun = (lo - Math.PI / 2) / (2 * Math.PI);
        if (Math.abs(turns - Math.rint(turns)) > 1e-6 && Math.abs(begun - Math.rint(begun)) > 1e-6) {
            boolean top = Math.floor(turns) >= Math.ceil(begun);
            assertEquals(top, x.sin().hi() == 1, x.toString());
        }
    }

    /** Interval operations contain the exact result of their ends, by fractions. */
    @Property(tries = 300)
    void intervalsContainExactResults(@ForAll double a, @ForAll double b) {
        if (Math.abs(a) > 1e100 || Math.abs(b) > 1e100 || Double.isNaN(a) || Double.isNaN(b)) {
            return;
        }
        Rational x = Rational.of(Dyadic.of(a));
        Rational y = Rational.of(Dyadic.of(b));
        contains(Interval.of(a).add(Interval.of(b)), x.add(y));
        contains(Interval.of(a).subtract(Interval.of(b)), x.subtract(y));
        contains(Interval.of(a).multiply(Interval.of(b)), x.multiply(y));
        if (Math.abs(b) > 1e-100) {
            contains(Interval.of(a).divide(Interval.of(b)), x.divide(y));
        }
        if (Math.abs(a) < 1e30) {
            contains(Interval.of(a).power(3), x.multiply(x).multiply(x));
        }
    }

    private static void contains(Interval i, Rational x) {
        assertTrue(Rational.of(Dyadic.of(i.lo())).compareTo(x) <= 0, i + " and " + x);
        assertTrue(Rational.of(Dyadic.of(i.hi())).compareTo(x) >= 0, i + " and " + x);
        assertTrue(i.hi() - i.lo() <= 4 * Math.ulp(i.magnitude()), i.toString());
    }

    @Test
    void mistakesAreOneLineWithTheirColumn() {
        Map<String, String> lines = Map.ofEntries(
                Map.entry("", "target, column 1: nothing, expected a number, a variable, a function or '('"),
                Map.entry("x1 +", "target, column 5: the end, expected a number, a variable, a function or '('"),
                Map.entry("x1 x2", "target, column 4: 'x', expected an operator or the end"),
                Map.entry("(x1", "target, column 4: the end, expected ')'"),
                Map.entry("x1^0.5", "target, column 5: '.', expected an operator or the end"),
                Map.entry("x1^x2", "target, column 4: exponent 'x', expected an integer up to 64"),
                Map.entry("x1^99", "target, column 4: exponent '99', expected an integer up to 64"),
                Map.entry("2^3^2", "target, column 4: '^', expected parentheses between two powers"),
                Map.entry("sin x1", "target, column 5: 'x', expected '(' after sin"),
                Map.entry("max(x1)", "target, column 7: ')', expected ',' and a second argument"),
                Map.entry("1.2.3", "target, column 1: '1.2.3', expected a decimal number"),
                Map.entry("x1 $ 2", "target, column 4: '$', expected an operator or the end"),
                Map.entry(
                        "x1; x2; x1",
                        "target of 3 expressions separated by ';' for 2 tokens, expected 2 or one for all"));
        lines.forEach((text, line) -> assertEquals(
                line,
                assertThrows(TargetException.class, () -> Target.parse(text, 2), text)
                        .getMessage()));
        for (String text : List.of("x3", "x0", "y", "foo(x1)", "X1")) {
            String line = String.valueOf(assertThrows(TargetException.class, () -> Target.parse(text, 2))
                    .getMessage());
            assertTrue(line.contains("unknown name") && line.contains("x1 to x2"), line);
        }
        String deep = "(".repeat(5000) + "x1" + ")".repeat(5000);
        assertTrue(String.valueOf(assertThrows(TargetException.class, () -> Target.parse(deep, 2))
                        .getMessage())
                .contains("nested"));
    }

    @Test
    void tokensHaveTheirOwnNames() throws TargetException {
        Target f = Target.parse("i*x + n", 3);
        Interval[] at = {Interval.of(0.5), Interval.of(0.25), Interval.of(1)};
        assertEquals(Interval.of(3.5), f.value(0, at));
        assertEquals(Interval.of(3.5), f.value(1, at));
        assertEquals(Interval.of(6), f.value(2, at));
        List<Polynomial> p = Target.parse("(x1 - x2)^2/4; x", 2).polynomials();
        assertEquals(Rational.of(1, 16), p.get(0).at(List.of(Rational.ONE, Rational.of(1, 2))));
        assertEquals(1, p.get(1).degree());
        assertEquals(List.of(), Target.parse("abs(x)", 2).polynomials());
        assertEquals(List.of(), Target.parse("1/(1 + x)", 2).polynomials());
    }
}
