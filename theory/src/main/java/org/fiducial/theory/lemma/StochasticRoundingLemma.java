package org.fiducial.theory.lemma;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;
import org.fiducial.number.SplitMix64;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.Probability;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.statistics.FiniteDistribution;
import org.fiducial.theory.statistics.HoeffdingTest;
import org.fiducial.theory.statistics.StochasticRounding;

/** Lemma C11: exactly for uniform random bits, by a statistical test for the bits of the pinned generator. */
final class StochasticRoundingLemma {
    private static final Format WIDE = Format.BINARY32;
    private static final Format NARROW = Format.BFLOAT16;
    private static final long SIGN = 1L << 31;
    /** The binary32 code of the largest bfloat16 number: what lies below has two finite neighbours. */
    private static final long LARGEST = NARROW.largestFiniteCode() << 16;

    /** Zeros, subnormal numbers, ends of binades and of spacings, the last spacing. */
    private static final long[] EDGES = {
        0,
        SIGN,
        1,
        SIGN | 1,
        0x7fff,
        0x8000,
        0xffff,
        0x7f_ffff,
        0x80_0000,
        0x3f80_0001,
        0xbf80_ffffL,
        0x3fff_ffff,
        LARGEST - 1
    };

    /** Three, five and nine tenths of a spacing above 1, -2 and the smallest normal number. */
    private static final long[] SAMPLED = {0x3f80_4ccd, 0xc000_8000L, 0x0080_e666};

    /** Threshold of the mean in spacings; a bias of twice that is detected. */
    private static final double THRESHOLD = 0.01;

    private StochasticRoundingLemma() {}

    static List<Part> parts() {
        return List.of(
                Part.of("all random words", EvidenceKind.CERTIFIED, Words.class, v -> run -> words(v, run)),
                Part.of("generator", EvidenceKind.STATISTICAL, Draws.class, v -> run -> draws(v, run)));
    }

    private static long anyCode(RandomStream random) {
        return random.below(2) * SIGN | random.below(LARGEST);
    }

    private enum Words {
        STATEMENT,
        WORDS_OF_FIFTEEN_BITS,
        TO_NEAREST,
        VARIANCE_OF_A_FAIR_COIN
    }

    /** Expectation, variance and probabilities by counting all 65536 words, against the neighbours and an independent definition. */
    private static Evidence words(Words v, CheckRun run) {
        RandomStream random = run.draws("codes");
        int cases = run.effort().of(50, 500, 5000);
        for (int c = 0; c < cases; c++) {
            long code = c < EDGES.length ? EDGES[c] : anyCode(random);
            Dyadic exact = WIDE.decode(code);
            Rational x = Rational.of(exact);
            Rational low = Rational.of(NARROW.decode(NARROW.encode(exact, Rounding.DOWNWARD)));
            Rational high = Rational.of(NARROW.decode(NARROW.encode(exact, Rounding.UPWARD)));
            FiniteDistribution<Rational> found = counted(v, code);
            Rational mean = found.expectation(y -> y);
            Rational variance = found.variance(y -> y);
            Rational spacing = high.subtract(low);
            Rational expected = v == Words.VARIANCE_OF_A_FAIR_COIN
                    ? spacing.multiply(spacing).multiply(Rational.of(1, 4))
                    : x.subtract(low).multiply(high.subtract(x));
            String at = "code 0x" + Long.toHexString(code) + " (" + WIDE.toDouble(code) + "): ";
            if (!mean.equals(x)) {
                return Evidence.refuted(at + "expectation " + mean + ", number " + x);
            }
            if (!variance.equals(expected)) {
                return Evidence.refuted(at + "variance " + variance + ", claimed " + expected);
            }
            if (!found.equals(FiniteDistribution.rounding(x, NARROW))) {
                return Evidence.refuted(at + "probabilities " + found.probabilities());
            }
        }
        return Evidence.verified(
                        EvidenceKind.CERTIFIED, "uniform random bits: edges and random numbers, each with all words")
                .with("numbers", cases)
                .with("words each", StochasticRounding.WORDS);
    }

    private static FiniteDistribution<Rational> counted(Words v, long code) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int word = 0; word < StochasticRounding.WORDS; word++) {
            int used = v == Words.TO_NEAREST ? 0x8000 : v == Words.WORDS_OF_FIFTEEN_BITS ? word & 0x7fff : word;
            counts.merge(StochasticRounding.round(code, used), 1, Integer::sum);
        }
        Map<Rational, Rational> weights = new LinkedHashMap<>();
        counts.forEach((y, n) ->
                weights.merge(Rational.of(NARROW.decode(y)), Rational.of(n, StochasticRounding.WORDS), Rational::add));
        return new FiniteDistribution<>(weights);
    }

    private enum Draws {
        STATEMENT,
        RANGE_CUT_SHORT_BY_FOUR_HUNDREDTHS,
        TO_NEAREST,
        ONE_WORD_FOR_ALL_DRAWS
    }

    /** How often the program takes the neighbour of larger magnitude, whose probability is the number's place in the spacing. */
    private static Evidence draws(Draws v, CheckRun run) {
        RandomStream codes = run.draws("codes");
        SplitMix64 bits = new SplitMix64(run.draws("generator").bits());
        int cases = run.effort().of(3, 30, 300);
        // The level 2^-40 is shared by all numbers.
        Probability alpha =
                Probability.of(BigInteger.ONE, BigInteger.valueOf(cases).shiftLeft(40));
        HoeffdingTest test = new HoeffdingTest(HoeffdingTest.samplesFor(THRESHOLD, alpha), 0, 1, THRESHOLD);
        Map<String, Evidence> found = new LinkedHashMap<>();
        for (int c = 0; c < cases; c++) {
            long code = c < SAMPLED.length ? SAMPLED[c] : anyCode(codes);
            long inner = code >>> 16;
            double place = (code & 0xffff) / (double) StochasticRounding.WORDS;
            int only = (int) (bits.nextLong() >>> 48);
            Evidence e = test.run(
                    () -> {
                        long y =
                                switch (v) {
                                    case STATEMENT -> StochasticRounding.round(code, bits);
                                    case RANGE_CUT_SHORT_BY_FOUR_HUNDREDTHS ->
                                        StochasticRounding.round(code, (int) bits.nextBelow(62_915));
                                    case TO_NEAREST -> StochasticRounding.round(code, 0x8000);
                                    case ONE_WORD_FOR_ALL_DRAWS -> StochasticRounding.round(code, only);
                                };
                        // A number that is no neighbour lies outside the interval of the test and refutes.
                        return y == inner ? 0 : y == inner + 1 ? 1 : 2;
                    },
                    place);
            found.put("0x" + Long.toHexString(code), e);
            if (!e.isVerified()) {
                break;
            }
        }
        return Evidence.combine(found).with("numbers", found.size());
    }
}
