package org.fiducial.number;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
    private static long[] first(long seed, int count) {
        SplitMix64 g = new SplitMix64(seed);
        return LongStream.generate(g::nextLong).limit(count).toArray();
    }

    @Test
    void givesThePublishedNumbersOfSeed1234567() {
        assertArrayEquals(
                new long[] {
                    Long.parseUnsignedLong("6457827717110365317"),
                    Long.parseUnsignedLong("3203168211198807973"),
                    Long.parseUnsignedLong("9817491932198370423"),
                    Long.parseUnsignedLong("4593380528125082431"),
                    Long.parseUnsignedLong("16408922859458223821")
                },
                first(1234567, 5));
    }

    @Test
    void givesThePublishedNumbersOfSeedZero() {
        assertArrayEquals(new long[] {0xe220a8397b1dcdafL, 0x6e789e6aa1b965f4L, 0x06c45d188009454fL}, first(0, 3));
    }

    @Test
    void boundedNumbersFollowTheRejectionRuleInBigIntegers() {
        BigInteger words = BigInteger.ONE.shiftLeft(64);
        long[] bounds = {1, 2, 3, 1000, (1L << 62) + 1, 3L << 61, Long.MAX_VALUE};
        int rejections = 0;
        for (long bound : bounds) {
            BigInteger b = BigInteger.valueOf(bound);
            BigInteger limit = words.subtract(words.mod(b));
            SplitMix64 given = new SplitMix64(bound);
            SplitMix64 raw = new SplitMix64(bound);
            for (int k = 0; k < 200; k++) {
                BigInteger word = new BigInteger(Long.toUnsignedString(raw.nextLong()));
                while (word.compareTo(limit) >= 0) {
                    rejections++;
                    word = new BigInteger(Long.toUnsignedString(raw.nextLong()));
                }
                assertEquals(word.mod(b).longValueExact(), given.nextBelow(bound));
            }
        }
        assertTrue(rejections > 50, "no word was rejected, so the rule was not tested");
        assertThrows(IllegalArgumentException.class, () -> new SplitMix64(1).nextBelow(0));
        assertThrows(IllegalArgumentException.class, () -> new SplitMix64(1).nextBelow(-5));
    }

    @Test
    void fractionsStayInTheirIntervalsAndOnTheirGrids() {
        SplitMix64 g = new SplitMix64(7);
        double low = 1;
        double high = -1;
        for (int k = 0; k < 20_000; k++) {
            double unit = g.nextUnit();
            assertTrue(unit >= 0 && unit < 1 && unit * 0x1p53 == Math.rint(unit * 0x1p53));
            float x = g.nextSymmetric();
            assertTrue(x >= -1 && x < 1 && x * 0x1p23 == Math.rint(x * 0x1p23));
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        assertTrue(low < -0.99 && high > 0.99);
    }
}
