package org.fiducial.arithmetic.block;

import static org.fiducial.arithmetic.block.Share.block;
import static org.fiducial.arithmetic.block.Share.pairs;
import static org.fiducial.arithmetic.block.Share.reached;
import static org.fiducial.arithmetic.block.Share.row;
import static org.fiducial.arithmetic.block.Share.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;

/** Values at the very ends of their enclosures, where what is computed from them is at the end of its own, so that no term can be spared. */
class ExtremalRadiiTest {
    private final Binary64Blocks a = new Binary64Blocks();
    private final SlicedBlocks b = new SlicedBlocks();

    private static Block one(double mid, double radius) {
        return block(1, 1, row(mid), radius);
    }

    private static SlicedBlock pair(double mid, double radius) {
        return pairs(1, 1, row(mid), radius);
    }

    private static BigDecimal number(double x) {
        return new BigDecimal(x);
    }

    @Test
    void operationsOfEnds() {
        reached(0.99, 2.25, a.multiply(one(1, 0.5), one(1, 0.5)), 0, 0);
        reached(0.99, 1.5, a.multiply(one(1, 0.5), one(1, 0)), 0, 0);
        reached(0.99, 1.5, a.multiply(one(1, 0), one(1, 0.5)), 0, 0);
        reached(0.99, 3, a.divide(one(1, 0.5), one(1, 0.5)), 0, 0);
        reached(0.99, 1.5, a.divide(one(1, 0.5), one(1, 0)), 0, 0);
        reached(0.99, 2.75, a.add(one(1, 0.5), one(1, 0.25)), 0, 0);
        reached(0.99, 0.75, a.subtract(one(1, 0.25), one(1, 0.5)), 0, 0);
        reached(0.99, 1.5, a.max(one(1, 0.25), one(1, 0.5)), 0, 0);
        reached(0.99, number(2.25), b.multiply(pair(1, 0.5), pair(1, 0.5)), 0, 0);
        reached(0.99, number(3), b.divide(pair(1, 0.5), pair(1, 0.5)), 0, 0);
        reached(0.99, number(2.75), b.add(pair(1, 0.5), pair(1, 0.25)), 0, 0);
        Block wide = a.rowMax(block(1, 2, row(1, 1), 0.5, 0.25), AllowedKeys.all(1, 2));
        reached(0.99, 1.5, wide, 0, 0);
    }

    private void function(double least, double mid, double end, UnaryOperator<Block> f, BigDecimal exact) {
        reached(least, exact, f.apply(one(mid, Math.abs(mid - end))), 0, 0);
    }

    @Test
    void functionsOfEnds() {
        // e^r - 1 is bounded by r + r^2, or by e^r beyond 1/2.
        function(0.8, 0, 0.5, a::exp, Digits.exp(number(0.5)));
        function(0.6, 0, 1, a::exp, Digits.exp(BigDecimal.ONE));
        function(0.6, 1, 0.5, a::log, Digits.log(number(0.5)));
        function(0.6, 1, 0.25, a::sqrt, number(0.5));
        function(0.99, 0, 0.125, a::tanh, Digits.tanh(number(0.125)));
        function(0.99, 0, 0.125, a::erf, Digits.erf(number(0.125)));
        function(0.99, 0, 0.125, a::sin, Digits.wave(number(0.125), true));
        // Rows of exponents below zero are taken as a whole: e^r - 1 <= r + r^2, which is more.
        AllowedKeys all = AllowedKeys.all(1, 1);
        reached(0.8, Digits.exp(number(-0.5)), a.exp(one(-1, 0.5), all), 0, 0);
        double x = 184.723725051325;
        reached(0.7, Digits.exp(number(x)), a.exp(one(x, 0)), 0, 0);
        reached(0.7, Digits.exp(number(-17.675252686872785)), a.exp(one(-17.675252686872785, 0), all), 0, 0);
        reached(0.8, Digits.exp(number(0.5)), b.exp(pair(0, 0.5)), 0, 0);
        reached(0.6, Digits.log(number(0.5)), b.log(pair(1, 0.5)), 0, 0);
        reached(0.6, number(0.5), b.sqrt(pair(1, 0.75)), 0, 0);
    }

    @Test
    void roundingsOfHalfAnUlp() {
        double u = 0x1p-53;
        reached(0.99, number(1).add(number(u)), a.add(one(1, 0), one(u, 0)), 0, 0);
        double x = 1 + 0x1p-26;
        reached(0.99, number(x).multiply(number(1 + 0x1p-27)), a.multiply(one(x, 0), one(1 + 0x1p-27, 0)), 0, 0);
        reached(0.99, BigDecimal.ONE.divide(number(1 - u), Digits.MC), a.divide(one(1, 0), one(1 - u, 0)), 0, 0);
        reached(0.99, number(1 + 0x1p-52).sqrt(Digits.MC), a.sqrt(one(1 + 0x1p-52, 0)), 0, 0);
        BigDecimal half = number(Double.MIN_VALUE).divide(number(2));
        reached(0.49, half, a.multiply(one(Double.MIN_VALUE, 0), one(0.5, 0)), 0, 0);
        reached(0.49, half, a.divide(one(Double.MIN_VALUE, 0), one(2, 0)), 0, 0);
        reached(0.06, half, b.multiply(pair(Double.MIN_VALUE, 0), pair(0.5, 0)), 0, 0);
        reached(0.09, half, b.divide(pair(Double.MIN_VALUE, 0), pair(2, 0)), 0, 0);
    }

    /** Neighbours that may be in either order are not ordered. */
    @Test
    void comparisonsOfEnds() {
        assertEquals(Truth.UNDECIDED, a.less(one(0, 0.5), one(1, 0.5), 0, 0));
        assertEquals(Truth.UNDECIDED, a.less(one(1, 0.55), one(0, 0.55), 0, 0));
        assertEquals(Truth.TRUE, a.less(one(0, 0.49), one(1, 0.5), 0, 0));
        assertEquals(Truth.FALSE, a.less(one(1, 0.49), one(0, 0.5), 0, 0));
        // The difference rounds up to 1 + 2^-52 and is not above 1 + 2^-53.
        double y = 1 + 0x1p-52;
        assertEquals(Truth.UNDECIDED, a.less(one(0x1p-53, 0), one(y, 1), 0, 0));
    }

    @Test
    void productsOfEnds() {
        Block p = a.matmul(one(1, 0.5), one(1, 0.5));
        reached(0.99, 2.25, p, 0, 0);
        reached(0.99, 1.5, a.matmul(one(1, 0), one(1, 0.5)), 0, 0);
        reached(0.99, 1.5, a.matmul(one(1, 0.5), one(1, 0)), 0, 0);
        reached(0.99, number(2.25), b.matmul(pair(1, 0.5), pair(1, 0.5)), 0, 0);
        // Beside an unknown element radii are taken term by term.
        double[] radii = {0.5, Double.POSITIVE_INFINITY};
        Block known = a.matmul(one(1, 0.5), block(1, 2, row(1, 0), radii));
        reached(0.99, 2.25, known, 0, 0);
        assertEquals(Double.POSITIVE_INFINITY, known.radius(0, 1));
        // In a band.
        Band band = new Band(AllowedKeys.all(1, 1), 1, 0, 1, new double[1]);
        new ProductRows(stored(1, 1, row(1), 0.5), stored(1, 1, row(1), 0.5), false, new JavaProduct()).read(band);
        reached(0.99, number(2.25), number(band.mid[0]), band.radius[0]);
        read(new ProductRows(stored(1, 2, row(3, 4)), stored(2, 1, row(3, 4)), false, new JavaProduct()));
    }

    private static Band read(Rows x) {
        Band band = new Band(
                AllowedKeys.all(x.rows(), x.columns()), x.columns(), 0, x.rows(), new double[x.rows() * x.columns()]);
        x.read(band);
        for (int p = 0; p < band.mid.length; p++) {
            assertTrue(Math.abs(band.mid[p]) <= band.magnitude[p / x.columns()], "magnitudes are bounds of midpoints");
        }
        return band;
    }

    @Test
    void sumsAndStoredRowsInBands() {
        double u = 0x1p-53;
        Rows x = new StoredRows(stored(1, 2, row(1, -2), 0.25, 0.125));
        Band plain = read(x);
        assertEquals(0.25, plain.radius[0]);
        Band sum = read(new SumRows(x, stored(1, 2, row(1, 1), 0.5, 0)));
        reached(0.99, number(2.75), number(sum.mid[0]), sum.radius[0]);
        Band rounded = read(new SumRows(new StoredRows(stored(1, 1, row(1))), stored(1, 1, row(u))));
        reached(0.99, number(1).add(number(u)), number(rounded.mid[0]), rounded.radius[0]);
        Stored all = new SumRows(x, stored(1, 2, row(1, 1), 0.5, 0)).all();
        reached(0.99, number(2.75), number(all.mid[0]), all.radius(0));
        Stored half = new SumRows(new StoredRows(stored(1, 1, row(1))), stored(1, 1, row(u))).all();
        reached(0.99, number(1).add(number(u)), number(half.mid[0]), half.radius(0));
        double most = Double.MAX_VALUE;
        Band over = read(new SumRows(new StoredRows(stored(1, 1, row(most))), stored(1, 1, row(most))));
        assertEquals(Double.POSITIVE_INFINITY, over.radius[0]);
        Band product = read(new ProductRows(
                stored(1, 2, row(1e200, 1e200)), stored(2, 1, row(1.5e108, 1.5e108)), false, new JavaProduct()));
        assertEquals(Double.POSITIVE_INFINITY, product.radius[0]);
    }

    /** A scale whose own three roundings all go down, 2.96 u in all, and products that go the same way by nearly half that. */
    @Test
    void scalesThatRoundTheSameWay() {
        Scale tau = new Scale(Dyadic.of(1152922196959243644L), 67108894);
        BigDecimal exact = Digits.scale(tau);
        double error = new BigDecimal(tau.toDouble())
                .subtract(exact)
                .divide(exact, Digits.MC)
                .abs()
                .doubleValue();
        assertTrue(error > 2.96 * 0x1p-53, () -> "the scale errs by " + error);
        double most = 0;
        double mostRead = 0;
        double x = 0x1.fffff35fe5e64p+12;
        for (int i = 0; i < 500; i++) {
            x = Math.nextUp(x);
            BigDecimal y = exact.multiply(number(x));
            ScaledRows rows = new ScaledRows(new StoredRows(stored(1, 1, row(x))), tau);
            Stored all = rows.all();
            Band band = read(rows);
            most = Math.max(most, number(all.mid[0]).subtract(y).abs().doubleValue() / all.radius(0));
            mostRead = Math.max(mostRead, number(band.mid[0]).subtract(y).abs().doubleValue() / band.radius[0]);
        }
        double[] found = {most, mostRead};
        assertTrue(most <= 1 && mostRead <= 1, () -> java.util.Arrays.toString(found));
        assertTrue(most > 0.65 && mostRead > 0.65, () -> java.util.Arrays.toString(found));
        // A scale that is exact still rounds its products.
        double z = 0x1.5555555555556p0;
        BigDecimal triple = number(3).multiply(number(z));
        reached(0.3, triple, a.scale(block(1, 1, row(z)), Scale.of(3)), 0, 0);
        reached(0.3, triple, a.scale(one(z, 0), Scale.of(3)), 0, 0);
        Band exactly = read(new ScaledRows(new StoredRows(stored(1, 1, row(z))), Scale.of(3)));
        reached(0.3, triple, number(exactly.mid[0]), exactly.radius[0]);
        Scale double2 = Scale.of(2);
        reached(0.99, 3, a.scale(one(1, 0.5), double2), 0, 0);
        reached(0.99, 4.5, a.scale(one(1, 0.5), Scale.of(3)), 0, 0);
        Band band = read(new ScaledRows(new StoredRows(stored(1, 1, row(1), 0.5)), double2));
        reached(0.99, number(3), number(band.mid[0]), band.radius[0]);
        reached(0.99, number(4.5), b.scale(pair(1, 0.5), Scale.of(3)), 0, 0);
    }

    @Test
    void scalesThatUnderflow() {
        double least = Double.MIN_VALUE;
        BigDecimal half = number(least).divide(number(2));
        for (double tau : new double[] {0.5, 0.5 * (1 + 0x1p-10)}) {
            BigDecimal exact = number(least).multiply(number(tau));
            Block all = a.scale(one(least, 0), Scale.of(tau));
            reached(0.1, exact, all, 0, 0);
            reached(0.1, exact, a.scale(block(1, 1, row(least)), Scale.of(tau)), 0, 0);
            Band band = read(new ScaledRows(new StoredRows(stored(1, 1, row(least))), Scale.of(tau)));
            reached(0.1, exact, number(band.mid[0]), band.radius[0]);
            Block wide = a.scale(one(0, least), Scale.of(tau));
            reached(0.1, half, wide, 0, 0);
        }
    }

    /** Logits at the ends of wide enclosures move softmax weights by tanh r, and single ones by e^(2 r). */
    @Test
    void softmaxOfEnds() {
        double r = 0.2;
        BigDecimal up = Digits.exp(number(2 * r));
        BigDecimal share = up.divide(up.add(BigDecimal.ONE), Digits.MC);
        AllowedKeys two = AllowedKeys.all(1, 2);
        Block values = block(2, 1, row(1, 0));
        Block even = block(1, 2, row(0, 0), r, r);
        reached(0.95, share, a.matmul(a.softmaxRows(even, two), values), 0, 0);
        reached(0.95, share, b.matmul(b.softmaxRows(pairs(1, 2, row(0, 0), r, r), two), pairs(2, 1, row(1, 0))), 0, 0);
        Block far = block(1, 2, row(-10, 0), r, r);
        BigDecimal low = Digits.exp(number(-10)).multiply(up);
        low = low.divide(low.add(BigDecimal.ONE), Digits.MC);
        reached(0.8, low, a.softmaxRows(far, two), 0, 0);
        reached(0.8, low, b.softmaxRows(pairs(1, 2, row(-10, 0), r, r), two), 0, 0);
        BigDecimal lse = Digits.log(BigDecimal.valueOf(2)).add(number(r));
        reached(0.99, lse, a.logSumExpRows(even, two), 0, 0);
        reached(0.99, lse, b.logSumExpRows(pairs(1, 2, row(0, 0), r, r), two), 0, 0);
        // So wide that a weight may be anything.
        double wide = 5;
        BigDecimal most = Digits.exp(number(wide));
        most = most.divide(most.add(BigDecimal.ONE), Digits.MC);
        Block unknown = block(1, 2, row(0, wide), wide, wide);
        reached(0.95, most, a.matmul(a.softmaxRows(unknown, two), values), 0, 0);
        Block weights = a.softmaxRows(unknown, two);
        reached(0.95, most, weights, 0, 0);
        SlicedBlock p = b.softmaxRows(pairs(1, 2, row(0, wide), wide, wide), two);
        reached(0.95, most, p, 0, 0);
    }

    @Test
    void softmaxOfUncertainValues() {
        AllowedKeys two = AllowedKeys.all(1, 2);
        Block even = block(1, 2, row(0, 0));
        reached(0.99, 1.25, a.matmul(a.softmaxRows(even, two), block(2, 1, row(1, 1), 0.25, 0.25)), 0, 0);
        SlicedBlock pairs = b.softmaxRows(pairs(1, 2, row(0, 0)), two);
        reached(0.99, number(1.25), b.matmul(pairs, pairs(2, 1, row(1, 1), 0.25, 0.25)), 0, 0);
        // A value that has no half.
        BigDecimal half = number(Double.MIN_VALUE).divide(number(2));
        Block tiny = a.matmul(a.softmaxRows(even, two), block(2, 1, row(Double.MIN_VALUE, 0)));
        reached(0.03, half, tiny, 0, 0);
    }

    /** Keys below the floor of the exponential have weights above zero, where exact ones have nearly none. */
    @Test
    void weightsBelowTheFloor() {
        AllowedKeys two = AllowedKeys.all(1, 2);
        reached(0.001, BigDecimal.ZERO, a.softmaxRows(block(1, 2, row(0, -1e5)), two), 0, 1);
        reached(0.0001, BigDecimal.ZERO, b.softmaxRows(pairs(1, 2, row(0, -1e5)), two), 0, 1);
    }

    /** The logarithm of a sum beside a large reference loses its last digits. */
    @Test
    void logarithmsBesideLargeReferences() {
        BigDecimal exact = number(1e6).add(Digits.log(BigDecimal.valueOf(2)));
        Block lse = a.logSumExpRows(block(1, 2, row(1e6, 1e6)), AllowedKeys.all(1, 2));
        reached(0.1, exact, lse, 0, 0);
    }
}
