package org.fiducial.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;

/** Exact sums of products against decimals, which hold every one of them exactly. */
class AccumulatorTest {
    private static final int LOWEST = 2 * -1074;
    private static final int HIGHEST = 2 * 1024;

    private static BigDecimal exact(List<double[]> products) {
        BigDecimal sum = BigDecimal.ZERO;
        for (double[] p : products) {
            sum = sum.add(new BigDecimal(p[0]).multiply(new BigDecimal(p[1])));
        }
        return sum;
    }

    private static Accumulator sum(List<double[]> products) {
        Accumulator sum = new Accumulator(LOWEST, HIGHEST);
        products.forEach(p -> sum.addProduct(p[0], p[1]));
        return sum;
    }

    private static void same(BigDecimal expected, Accumulator sum) {
        assertEquals(0, expected.compareTo(sum.value().toBigDecimal()), () -> sum.value() + " for " + expected);
        assertEquals(expected.signum(), sum.signum());
        // Moving the carries changes nothing.
        assertEquals(0, expected.compareTo(sum.value().toBigDecimal()));
    }

    /** Numbers of a kind: any bits, binary32, subnormal, near the largest, small integers. */
    private static double number(Random r, int kind) {
        DoubleSupplier any = () -> {
            double x = Double.longBitsToDouble(r.nextLong());
            return Double.isFinite(x) ? x : 0;
        };
        return switch (kind) {
            case 0 -> any.getAsDouble();
            case 1 -> (float) r.nextGaussian();
            case 2 -> (r.nextBoolean() ? 1 : -1) * Double.longBitsToDouble(r.nextLong() >>> 12);
            case 3 -> (r.nextBoolean() ? 1 : -1) * (Double.MAX_VALUE - r.nextInt(3) * Math.ulp(Double.MAX_VALUE));
            case 4 -> r.nextInt(7) - 3;
            default -> number(r, r.nextInt(5));
        };
    }

    @Property(tries = 600)
    void sumsAreExact(@ForAll long seed, @ForAll @IntRange(max = 5) int kind, @ForAll @IntRange(max = 120) int length) {
        Random r = new Random(seed);
        List<double[]> products = new ArrayList<>();
        for (int l = 0; l < length; l++) {
            products.add(new double[] {number(r, kind), number(r, kind)});
        }
        same(exact(products), sum(products));
    }

    /** All products are taken away again in another order, but for one number that may be the smallest of all. */
    @Property(tries = 300)
    void whatCancelsLeavesTheRest(@ForAll long seed, @ForAll @IntRange(max = 5) int kind) {
        Random r = new Random(seed);
        List<double[]> products = new ArrayList<>();
        int length = 1 + r.nextInt(60);
        for (int l = 0; l < length; l++) {
            double[] p = {number(r, kind), number(r, kind)};
            products.add(r.nextInt(products.size() + 1), p);
            products.add(r.nextInt(products.size() + 1), new double[] {-p[1], p[0]});
        }
        same(BigDecimal.ZERO, sum(products));
        double[] left = {r.nextBoolean() ? Double.MIN_VALUE : number(r, kind), r.nextBoolean() ? -Double.MIN_VALUE : 1};
        products.add(r.nextInt(products.size()), left);
        same(exact(List.of(left)), sum(products));
    }

    @Property(tries = 400)
    void orderOfSums(@ForAll long seed, @ForAll @IntRange(max = 5) int kind) {
        Random r = new Random(seed);
        List<double[]> first = new ArrayList<>();
        for (int l = r.nextInt(40); l >= 0; l--) {
            first.add(new double[] {number(r, kind), number(r, kind)});
        }
        List<double[]> second = new ArrayList<>();
        first.forEach(p -> second.add(p.clone()));
        java.util.Collections.shuffle(second, r);
        assertEquals(0, sum(first).compare(sum(second)));
        switch (r.nextInt(3)) {
            case 0 -> second.add(new double[] {Double.MIN_VALUE, r.nextBoolean() ? Double.MIN_VALUE : -1e300});
            case 1 -> second.get(0)[0] = Math.nextAfter(second.get(0)[0], 0);
            default -> second.add(new double[] {number(r, kind), number(r, kind)});
        }
        int order = exact(first).compareTo(exact(second));
        assertEquals(order, sum(first).compare(sum(second)));
        assertEquals(-order, sum(second).compare(sum(first)));
    }

    /** Products as large as can be, all of one sign and in the same limbs, at every place in a limb. */
    @Example
    void manyLargeProducts() {
        double x = 0x1.fffffffffffffp52;
        for (int lowest = 0; lowest > -30; lowest--) {
            for (double y : new double[] {x, -x}) {
                Accumulator sum = new Accumulator(lowest, 106);
                for (int l = 0; l < 5000; l++) {
                    sum.addProduct(x, y);
                }
                same(new BigDecimal(x).multiply(new BigDecimal(y)).multiply(BigDecimal.valueOf(5000)), sum);
            }
        }
    }

    @Example
    void endsOfTheExponents() {
        assertEquals(-1074, Accumulator.lowest(Double.MIN_VALUE));
        assertEquals(-1021, Accumulator.highest(Double.MIN_VALUE));
        assertEquals(1024, Accumulator.highest(Double.MAX_VALUE));
        assertEquals(971, Accumulator.lowest(Double.MAX_VALUE));
        assertEquals(0, Accumulator.lowest(-1));
        assertEquals(1, Accumulator.highest(-1));
        Accumulator one = new Accumulator(0, 2);
        one.addProduct(1, -1);
        assertEquals(Dyadic.of(-1), one.value());
        assertThrows(IllegalArgumentException.class, () -> one.addProduct(0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> one.addProduct(2, 1));
        assertThrows(ArithmeticException.class, () -> one.addProduct(Double.NaN, 0));
        assertThrows(ArithmeticException.class, () -> one.addProduct(0, Double.NEGATIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> one.compare(new Accumulator(0, 3)));
        assertThrows(IllegalArgumentException.class, () -> new Accumulator(1, 0));
        assertEquals(Dyadic.of(-1), one.value());
    }

    @Property(tries = 300)
    void innerProductsOfRows(@ForAll long seed, @ForAll @IntRange(max = 5) int kind) {
        Random r = new Random(seed);
        int d = r.nextInt(20);
        double[] x = r.doubles(d).map(u -> number(r, kind)).toArray();
        double[] y = r.doubles(3L * d).map(u -> number(r, kind)).toArray();
        // The last row is the first one up to signs that cancel, or nearly.
        for (int l = 0; l < d; l++) {
            y[2 * d + l] = r.nextInt(4) == 0 ? Math.nextAfter(y[l], 0) : y[l];
        }
        Matrix a = new Matrix(1, d, x);
        Matrix b = new Matrix(3, d, y);
        Dyadic[] expected = new Dyadic[3];
        for (int j = 0; j < 3; j++) {
            expected[j] = Dyadic.ZERO;
            for (int l = 0; l < d; l++) {
                expected[j] = expected[j].add(Dyadic.of(x[l]).multiply(Dyadic.of(y[j * d + l])));
            }
            assertEquals(expected[j], InnerProduct.of(a, 0, b, j));
            assertEquals(expected[j].signum(), InnerProduct.signum(a, 0, b, j));
        }
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                assertEquals(Integer.signum(expected[j].compareTo(expected[k])), InnerProduct.compare(a, 0, b, j, k));
            }
        }
    }

    @Example
    void rowsThatAreRefused() {
        Matrix x = new Matrix(1, 2, new double[] {1, 0});
        Matrix y = new Matrix(1, 2, new double[] {1, Double.POSITIVE_INFINITY});
        assertThrows(ArithmeticException.class, () -> InnerProduct.of(x, 0, y, 0));
        assertThrows(ArithmeticException.class, () -> InnerProduct.signum(y, 0, x, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> InnerProduct.of(x, 0, new Matrix(1, 3, new double[] {1, 2, 3}), 0));
    }
}
