package org.fiducial.arithmetic.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums by tiles and pairs of keys are the sums over allowed keys, one key after the other. */
class WeightedSumsTest {
    private static final int ROWS = 5;
    private static final int WIDTH = 3;

    private final Random random = new Random(11);

    private double[] draw(int n, double scale) {
        return random.doubles(n).map(x -> x * scale).toArray();
    }

    /** All keys, a causal range, a window, an empty row, and single keys removed. */
    private AllowedKeys allowed(int keys) {
        AllowedKeys ranges = AllowedKeys.ranges(
                keys, new int[] {0, 0, keys / 3, 4, 0}, new int[] {keys, keys / 2 + 1, 2 * keys / 3, 4, keys});
        BitSet[] removed = new BitSet[ROWS];
        for (int i = 0; i < ROWS; i++) {
            removed[i] = new BitSet();
            for (int j = 0; i >= 3 && j < keys; j++) {
                removed[i].set(j, random.nextInt(4) == 0);
            }
        }
        return random.nextBoolean() ? ranges : ranges.without(removed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 127, 128, 129, 300})
    void areSumsOverAllowedKeys(int keys) {
        for (int run = 0; run < 16; run++) {
            boolean inexact = (run & 1) == 0;
            boolean deviates = (run & 2) == 0;
            boolean probable = (run & 4) == 0;
            AllowedKeys allowed = allowed(keys);
            double[] p = draw(ROWS * keys, 1);
            double[] theta = draw(ROWS * keys, 1e-3);
            double[] chance = draw(ROWS * keys, 1e-4);
            double[] v = random.doubles(keys * WIDTH, -1, 1).toArray();
            double[] vRadius = inexact ? draw(keys * WIDTH, 1e-5) : new double[keys * WIDTH];
            double[] deviation = deviates ? draw(keys * WIDTH, 1e-6) : null;
            double[] o = random.doubles(ROWS * WIDTH, -1, 1).toArray();
            double[] oRadius = draw(ROWS * WIDTH, 1e-7);
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < keys; j++) {
                    if (!allowed.allows(i, j)) {
                        p[i * keys + j] = 0;
                        theta[i * keys + j] = 0;
                        chance[i * keys + j] = 0;
                    }
                }
            }
            WeightedSums sums = new WeightedSums(
                    new ValueRows(new Enclosures(keys, WIDTH, v, vRadius), deviation),
                    new SoftmaxDeviation(allowed, theta, chance, new double[ROWS], new double[ROWS], new double[ROWS]),
                    p,
                    new Enclosures(ROWS, WIDTH, o, oRadius),
                    true,
                    probable);
            for (int i = 0; i < ROWS; i++) {
                double widest = 0;
                for (int c = 0; c < WIDTH; c++) {
                    double pull = 0;
                    double spread = 0;
                    double size = 0;
                    double own = 0;
                    double squares = 0;
                    double ofRadii = 0;
                    double risks = 0;
                    for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
                        int e = i * keys + j;
                        int f = j * WIDTH + c;
                        double gain = p[e] * WeightedSums.expm1(theta[e]);
                        double risk = p[e] * chance[e];
                        double distance = Math.abs(v[f] - o[i * WIDTH + c]);
                        double radii = vRadius[f] + oRadius[i * WIDTH + c];
                        pull += gain * (distance + radii);
                        spread += p[e] * (distance + radii);
                        size += p[e] * (Math.abs(v[f]) + vRadius[f]);
                        own += deviation == null ? 0 : p[e] * deviation[f];
                        squares += risk * risk * distance * distance;
                        ofRadii += risk * vRadius[f];
                        risks += risk * risk;
                        widest = Math.max(widest, theta[e]);
                    }
                    assertClose(pull, sums.pull[i][c], "pull");
                    assertClose(spread, sums.spread[i][c], "spread");
                    assertClose(size, sums.size[i][c], "size");
                    assertClose(own, sums.own[i][c], "own");
                    double all = Math.sqrt(squares) + ofRadii + oRadius[i * WIDTH + c] * Math.sqrt(risks);
                    assertClose(probable ? all : 0, sums.chance[i][c], "chance");
                }
                assertEquals(widest, sums.widest[i]);
            }
        }
    }

    private static void assertClose(double expected, double found, String what) {
        assertEquals(expected, found, expected * 1e-13, what);
    }
}
