package org.fiducial.arithmetic.laws;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.scalar.ScalarRing;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;

/** The laws of a commutative ring; what is rational in the arguments is compared with exact fractions. */
class RingLaws<S> {
    /** A law's name and its check. */
    record Law(String name, Runnable check) {}

    private final ScalarRing<S> ring;
    final Judge<S> judge;
    private final List<Dyadic> values;

    /** Values must be numbers of the arithmetic, of magnitude 4 at most. */
    RingLaws(ScalarRing<S> ring, Judge<S> judge, List<Dyadic> values) {
        this.ring = ring;
        this.judge = judge;
        this.values = values;
    }

    /** Numbers that every format here holds. */
    static List<Dyadic> simpleValues() {
        return List.of(0.0, 1.0, -1.0, 0.5, 1.5, -2.0, 0.25, 3.0, -0.75).stream()
                .map(Dyadic::of)
                .toList();
    }

    /** Numbers of full length p, near one another, near powers of two, small. */
    static List<Dyadic> longValues(int p, long seed) {
        Random random = new Random(seed);
        List<Dyadic> values = new ArrayList<>(simpleValues());
        for (int i = 0; i < 3; i++) {
            BigInteger m = new BigInteger(p, random).setBit(p - 1).setBit(0);
            values.add(Dyadic.of(random.nextBoolean() ? m : m.negate(), random.nextInt(3) - p));
        }
        values.add(Dyadic.ONE.add(Dyadic.powerOfTwo(1 - p)));
        values.add(Dyadic.ONE.subtract(Dyadic.powerOfTwo(-p)).negate());
        return values;
    }

    List<Dyadic> values() {
        return values;
    }

    S number(Dyadic x) {
        return ring.dyadic(x);
    }

    static Rational exact(Dyadic x) {
        return Rational.of(x);
    }

    List<Law> laws() {
        return List.of(
                new Law("literals", this::literals),
                new Law("neutral elements and negation", this::neutral),
                new Law("sums and products of two", this::pairs),
                new Law("associative and distributive laws", this::triples),
                new Law("sums and dot products", this::dotProducts),
                new Law("scales that are powers of two", this::powerScales));
    }

    void literals() {
        for (Dyadic a : values) {
            judge.is("literal", number(a), exact(a), 0);
            judge.is("binary64 literal", ring.literal(a.toDouble()), exact(Dyadic.of(a.toDouble())), literalError());
        }
        for (int n : new int[] {0, 1, -1, 7, 16, -64}) {
            judge.is("integer", ring.integer(BigInteger.valueOf(n)), Rational.of(n), 0);
        }
        judge.is("zero", ring.zero(), Rational.ZERO, 0);
        judge.is("one", ring.one(), Rational.ONE, 0);
    }

    /** Of a literal with more digits than the arithmetic has. */
    double literalError() {
        return 4;
    }

    void neutral() {
        for (Dyadic a : values) {
            S x = number(a);
            judge.is("a + 0", ring.add(x, ring.zero()), exact(a), 0);
            judge.is("0 + a", ring.add(ring.zero(), x), exact(a), 0);
            judge.is("a * 1", ring.multiply(x, ring.one()), exact(a), 0);
            judge.is("a * 0", ring.multiply(x, ring.zero()), Rational.ZERO, 0);
            judge.is("a - a", ring.subtract(x, x), Rational.ZERO, 0);
            judge.is("a + -a", ring.add(x, ring.negate(x)), Rational.ZERO, 0);
            judge.is("- -a", ring.negate(ring.negate(x)), exact(a), 0);
        }
    }

    void pairs() {
        for (Dyadic a : values) {
            for (Dyadic b : values) {
                S x = number(a);
                S y = number(b);
                judge.is("a + b", ring.add(x, y), exact(a.add(b)), 8);
                judge.is("a - b", ring.subtract(x, y), exact(a.subtract(b)), 8);
                judge.is("a b", ring.multiply(x, y), exact(a.multiply(b)), 16);
                judge.agree("a + b = b + a", ring.add(x, y), ring.add(y, x), 8);
                judge.agree("a b = b a", ring.multiply(x, y), ring.multiply(y, x), 16);
            }
        }
    }

    void triples() {
        List<Dyadic> some = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 2) {
            some.add(values.get(i));
        }
        for (Dyadic a : some) {
            for (Dyadic b : some) {
                for (Dyadic c : some) {
                    S x = number(a);
                    S y = number(b);
                    S z = number(c);
                    judge.is(
                            "(a + b) + c",
                            ring.add(ring.add(x, y), z),
                            exact(a.add(b).add(c)),
                            24);
                    judge.is(
                            "a + (b + c)",
                            ring.add(x, ring.add(y, z)),
                            exact(a.add(b).add(c)),
                            24);
                    judge.is(
                            "(a b) c",
                            ring.multiply(ring.multiply(x, y), z),
                            exact(a.multiply(b).multiply(c)),
                            128);
                    judge.is(
                            "a (b c)",
                            ring.multiply(x, ring.multiply(y, z)),
                            exact(a.multiply(b).multiply(c)),
                            128);
                    Dyadic distributed = a.multiply(b.add(c));
                    judge.is("a (b + c)", ring.multiply(x, ring.add(y, z)), exact(distributed), 64);
                    judge.is("a b + a c", ring.add(ring.multiply(x, y), ring.multiply(x, z)), exact(distributed), 64);
                }
            }
        }
    }

    void dotProducts() {
        Random random = new Random(1);
        for (int n : new int[] {0, 1, 2, 3, 7, 16, 33}) {
            List<Dyadic> a = new ArrayList<>();
            List<Dyadic> b = new ArrayList<>();
            Dyadic sum = Dyadic.ZERO;
            Dyadic dot = Dyadic.ZERO;
            for (int k = 0; k < n; k++) {
                // Every third pair nearly cancels the one before.
                a.add(k % 3 == 2 ? a.get(k - 1).negate() : values.get(random.nextInt(values.size())));
                b.add(k % 3 == 2 ? b.get(k - 1) : values.get(random.nextInt(values.size())));
                sum = sum.add(a.get(k));
                dot = dot.add(a.get(k).multiply(b.get(k)));
            }
            double size = 4 * n + 4;
            judge.is("sum of " + n, ring.sum(terms(a)), exact(sum), n * size);
            judge.is("dot product of " + n, ring.dot(terms(a), terms(b)), exact(dot), 8 * n * size);
            Collections.reverse(a);
            Collections.reverse(b);
            judge.is("reversed sum of " + n, ring.sum(terms(a)), exact(sum), n * size);
            judge.is("reversed dot product of " + n, ring.dot(terms(b), terms(a)), exact(dot), 8 * n * size);
        }
    }

    private Terms<S> terms(List<Dyadic> x) {
        return Terms.of(x.stream().map(this::number).toList());
    }

    void powerScales() {
        judge.is("scale 1/sqrt(16)", ring.scale(Scale.reciprocalSqrt(16)), Rational.of(1, 4), 0);
        judge.is("scale 3/sqrt(4)", ring.scale(new Scale(Dyadic.of(3), 4)), Rational.of(3, 2), 0);
    }
}
