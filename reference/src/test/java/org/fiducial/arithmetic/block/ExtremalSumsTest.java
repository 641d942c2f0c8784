package org.fiducial.arithmetic.block;

import static org.fiducial.arithmetic.block.Share.block;
import static org.fiducial.arithmetic.block.Share.reached;
import static org.fiducial.arithmetic.block.Share.row;
import static org.fiducial.arithmetic.block.Share.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/**
 * Sums in which every rounding goes the same way, as far as it can: in the order of {@link JavaProduct} and of {@link SoftmaxRows} the first
 * term is 1 and the others come one by one, each slightly more (or less) than half an ulp. The bounds of the counts of roundings are nearly
 * reached, so that half of them would be found out.
 */
class ExtremalSumsTest {
    private static final double U = 0x1p-53;
    private static final JavaProduct JAVA = new JavaProduct();

    /** Factors whose products are met one at a time by a running sum, one of each pair in the first run, one in each later run. */
    private static double[][] climbing(int terms) {
        double[] x = new double[terms];
        double[] y = new double[terms];
        x[0] = 1;
        y[0] = 1;
        for (int l = 2; l < terms; l += l < 64 ? 2 : 64) {
            x[l] = 0x1p-26;
            y[l] = 0x1p-27 * (1 + 0x1p-20);
        }
        return new double[][] {x, y};
    }

    private static BigDecimal sum(double[] x, double[] y) {
        BigDecimal s = BigDecimal.ZERO;
        for (int l = 0; l < x.length; l++) {
            s = s.add(new BigDecimal(x[l]).multiply(new BigDecimal(y[l])));
        }
        return s;
    }

    @Test
    void productsThatAlwaysRoundUp() {
        for (int terms : new int[] {64, 2048}) {
            double[] x = climbing(terms)[0];
            double[] y = climbing(terms)[1];
            BigDecimal exact = sum(x, y);
            Stored left = stored(1, terms, x);
            Stored right = stored(terms, 1, y);
            Stored all = new ProductRows(left, right, false, JAVA).all();
            reached(0.9, exact, new BigDecimal(all.mid[0]), all.radius(0));
            Band band = new Band(AllowedKeys.all(1, 1), 1, 0, 1, new double[1]);
            new ProductRows(left, right, false, JAVA).read(band);
            reached(0.9, exact, new BigDecimal(band.mid[0]), band.radius[0]);
            // Beside a column of which one element is unknown, term by term.
            double[] two = new double[2 * terms];
            double[] unknown = new double[2 * terms];
            for (int l = 0; l < terms; l++) {
                two[2 * l] = y[l];
            }
            unknown[1] = Double.POSITIVE_INFINITY;
            Stored beside = new ProductRows(left, stored(terms, 2, two, unknown), false, JAVA).all();
            reached(0.9, exact, new BigDecimal(beside.mid[0]), beside.radius(0));
        }
    }

    /** Products of 1.5 times half the least number, which count as the least number each: half of what is paid for them. */
    @Test
    void productsThatUnderflow() {
        int terms = 100;
        double[] x = new double[terms];
        double[] y = new double[terms];
        Arrays.fill(x, 0x1p-537);
        Arrays.fill(y, 0x1p-538 * (1 + 0x1p-20));
        BigDecimal exact = sum(x, y);
        Stored all = new ProductRows(stored(1, terms, x), stored(terms, 1, y), false, JAVA).all();
        reached(0.47, exact, new BigDecimal(all.mid[0]), all.radius(0));
        Band band = new Band(AllowedKeys.all(1, 1), 1, 0, 1, new double[1]);
        new ProductRows(stored(1, terms, x), stored(terms, 1, y), false, JAVA).read(band);
        reached(0.47, exact, new BigDecimal(band.mid[0]), band.radius[0]);
        assertTrue(band.magnitude[0] >= Math.abs(band.mid[0]), "its bound is above the midpoint");
        Stored beside = new ProductRows(
                        stored(1, 1, row(Double.MIN_VALUE)),
                        stored(1, 2, row(0.5, 0), 0, Double.POSITIVE_INFINITY),
                        false,
                        JAVA)
                .all();
        reached(
                0.1,
                new BigDecimal(Double.MIN_VALUE).divide(BigDecimal.valueOf(2)),
                new BigDecimal(beside.mid[0]),
                beside.radius(0));
    }

    /** Sums that are exact up to 2^53 units and no further, of units that numbers have. */
    @Test
    void exactSumsEndWhereUnitsDo() {
        Stored x = stored(1, 2, row(0x1p27, 1));
        Stored y = stored(2, 1, row(0x1p26, 1));
        Stored all = new ProductRows(x, y, false, JAVA).all();
        assertTrue(all.radius(0) >= 1, "2^53 + 1 is no binary64 number");
        Stored less = new ProductRows(stored(1, 2, row(0x1p25, 1)), y, false, JAVA).all();
        assertEquals(0, less.radius(0));
        Stored tiny = new ProductRows(stored(1, 1, row(Double.MIN_VALUE)), stored(1, 1, row(0.5)), false, JAVA).all();
        assertTrue(tiny.radius(0) > 0, "half the least number is no number");
    }

    /** Slices with all digits set, whose sums of products are as large as they may be. */
    @Test
    void slicesAsFullAsTheyMayBe() {
        Random random = new Random(2);
        SlicedBlocks b = new SlicedBlocks();
        for (int terms : new int[] {1, 2, 3, 4, 7, 64, 100, 1000, 1024}) {
            double[] x = new double[terms];
            double[] y = new double[terms];
            for (int l = 0; l < terms; l++) {
                x[l] = 1 - 0.01 * random.nextDouble();
                y[l] = 1 - 0.01 * random.nextDouble();
            }
            SlicedBlock z = b.matmul(b.literal(new Matrix(1, terms, x)), b.literal(new Matrix(terms, 1, y)));
            reached(0, sum(x, y), z, 0, 0);
            assertTrue(z.radius(0, 0) < terms * 0x1p-98, "it is sharp, too");
        }
    }

    /** A sum whose additions' exact errors are themselves lost. */
    @Test
    void rowSumsThatLoseTheirCorrections() {
        int columns = 1000;
        double[] x = new double[columns];
        Arrays.fill(x, 0x1p-107 * (1 - 0x1p-20));
        x[0] = 1;
        x[1] = 0x1p-54;
        BigDecimal exact = BigDecimal.ZERO;
        for (double e : x) {
            exact = exact.add(new BigDecimal(e));
        }
        Stored s = Reductions.rowSums(stored(1, columns, x));
        reached(0.9, exact, new BigDecimal(s.mid[0]), s.radius(0));
        BigDecimal lost = new BigDecimal(s.radius(0)).subtract(new BigDecimal(0x1p-54));
        assertTrue(lost.doubleValue() < 2.1 * columns * 0x1p-107, "the rest is what rounding may lose");
    }

    /** Arguments that round by 8 u, at which the exponential errs by 1.3 u. */
    @Test
    void argumentsOfExponentials() {
        Random random = new Random(4);
        int keys = 4000;
        double[] s = new double[keys];
        double half = 11.75 * Math.log(2);
        for (int j = 1; j < keys; j++) {
            s[j] = -half + (1 + random.nextInt(1 << 20)) * 0x1p-49;
        }
        s[0] = half;
        double wide = 0.25;
        for (double r : new double[] {0, wide}) {
            double[] radii = new double[keys];
            Arrays.fill(radii, r);
            Band band = new Band(AllowedKeys.all(1, keys), keys, 0, 1, new double[keys]);
            Rows logits = new StoredRows(stored(1, keys, s, radii));
            SoftmaxRows.Exponentials e = SoftmaxRows.exponentials(logits, band, new Exponential.Space());
            double most = 0;
            for (int j = 1; j < keys; j++) {
                // ln w - (s - c), to first order in what is small.
                BigDecimal exact = Digits.exp(new BigDecimal(s[j]).subtract(new BigDecimal(s[0])));
                BigDecimal error =
                        new BigDecimal(band.mid[j]).divide(exact, Digits.MC).subtract(BigDecimal.ONE);
                most = Math.max(most, Math.abs(error.doubleValue()));
            }
            double theta = e.theta[0] - r;
            double found = most;
            assertTrue(found <= theta && found > (r == 0 ? 0.95 : 0.05) * theta, () -> found / U + " of " + theta / U);
        }
    }

    /** Logits of keys 0 and those at which sums are climbed; all other keys are hidden. */
    private record Climb(Block logits, Block values, AllowedKeys allowed, double weight, int steps) {
        static Climb of(int keys, double above, double below) {
            double[] s = new double[keys];
            double[] v = new double[keys];
            Arrays.fill(s, Math.log(U) + above);
            Arrays.fill(v, 1 - below);
            s[0] = 0;
            v[0] = 1;
            BitSet hidden = new BitSet();
            hidden.set(1, keys);
            int steps = 0;
            for (int j = 2; j < keys; j += j < 64 ? 2 : j < 128 ? 8 : 128) {
                hidden.clear(j);
                steps++;
            }
            return new Climb(
                    block(1, keys, s),
                    block(keys, 1, v),
                    AllowedKeys.all(1, keys).without(new BitSet[] {hidden}),
                    s[1],
                    steps);
        }

        BigDecimal normaliser() {
            return Digits.exp(new BigDecimal(weight))
                    .multiply(BigDecimal.valueOf(steps))
                    .add(BigDecimal.ONE);
        }
    }

    /** Of the sums of weights: two thirds or more of the bound, most of the rest being the argument's rounding of 37 u. */
    @Test
    void normalisersThatAlwaysRoundUp() {
        Binary64Blocks a = new Binary64Blocks();
        Climb c = Climb.of(1 << 16, 1e-6, 2e-6);
        Block lse = a.logSumExpRows(c.logits, c.allowed);
        reached(0.8, Digits.log(c.normaliser()), lse, 0, 0);
        Block weights = a.softmaxRows(c.logits, c.allowed);
        reached(0.7, BigDecimal.ONE.divide(c.normaliser(), Digits.MC), weights, 0, 0);
    }

    /** Products that are lost one by one over weights that count twice each. */
    @Test
    void quotientsOfSumsThatRoundApart() {
        Binary64Blocks a = new Binary64Blocks();
        Climb c = Climb.of(1 << 16, 1e-6, 2e-6);
        Block output = a.matmul(a.softmaxRows(c.logits, c.allowed), c.values);
        BigDecimal z = c.normaliser();
        BigDecimal below = z.subtract(BigDecimal.ONE).multiply(new BigDecimal(c.values.mid(2, 0)));
        reached(0.65, below.add(BigDecimal.ONE).divide(z, Digits.MC), output, 0, 0);
    }
}
