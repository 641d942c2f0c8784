package org.fiducial.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/** Choices of the largest exact score against sums of dyadic numbers, on keys whose scores binary64 cannot tell apart. */
class HardMaxAttentionTest {
    @Property(tries = 200)
    void nearAndExactTies(@ForAll long seed) {
        Random r = new Random(seed);
        int d = 1 + r.nextInt(6);
        int m = 1 + r.nextInt(8);
        double scale = Math.scalb(1.0, r.nextInt(5) == 0 ? -530 : r.nextInt(40));
        double[] q = r.doubles(d, -1, 1).map(x -> scale * x).toArray();
        double[] k = new double[m * d];
        for (int j = 0; j < m; j++) {
            for (int l = 0; l < d; l++) {
                // Keys are the first one with a step up or down here and there, so that scores differ in their last
                // digits or not at all.
                k[j * d + l] = j == 0 ? scale * r.nextGaussian() : k[l];
            }
            if (j > 0 && r.nextInt(3) > 0) {
                int l = j * d + r.nextInt(d);
                k[l] = r.nextBoolean() ? Math.nextUp(k[l]) : Math.nextDown(k[l]);
            }
        }
        Matrix query = new Matrix(1, d, q);
        Matrix key = new Matrix(m, d, k);
        Dyadic best = score(query, key, 0);
        BitSet expected = new BitSet();
        for (int j = 0; j < m; j++) {
            Dyadic s = score(query, key, j);
            if (s.compareTo(best) > 0) {
                expected.clear();
                best = s;
            }
            expected.set(j, s.equals(best));
        }
        AllowedKeys all = AllowedKeys.ranges(m, new int[] {0}, new int[] {m});
        assertEquals(expected, HardMaxAttention.choose(query, key, all)[0]);
    }

    private static Dyadic score(Matrix query, Matrix key, int j) {
        Dyadic sum = Dyadic.ZERO;
        for (int l = 0; l < key.columns(); l++) {
            sum = sum.add(Dyadic.of(query.get(0, l)).multiply(Dyadic.of(key.get(j, l))));
        }
        return sum;
    }

    @Example
    void scoresThatAreNoNumbersAreRefused() {
        Matrix query = new Matrix(1, 1, new double[] {1});
        for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Matrix key = new Matrix(1, 1, new double[] {x});
            AllowedKeys all = AllowedKeys.ranges(1, new int[] {0}, new int[] {1});
            assertThrows(ArithmeticException.class, () -> HardMaxAttention.choose(query, key, all));
        }
    }
}
