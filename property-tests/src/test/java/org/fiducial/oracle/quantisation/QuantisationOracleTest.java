package org.fiducial.oracle.quantisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.quantisation.HalfRule;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of quantised rows: float loops of several kinds conform, ties are decided where nothing rounds, mistakes are named. */
class QuantisationOracleTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);
    private static final int ROWS = 6;
    private static final int COLUMNS = 40;

    private static Map<String, String> parameters(String... settings) {
        Map<String, String> p = new HashMap<>();
        for (String setting : settings) {
            p.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return p;
    }

    private static CheckedOperator.Case read(Map<String, Tensor> t, String... settings) throws CaseException {
        return CheckedOperator.named("per-token-quantisation").read(t, parameters(settings));
    }

    private static Verdict check(CheckedOperator.Case c, Tensor y, FloatModel model, String output)
            throws CaseException {
        return c.check(y, model, CheckOptions.DEFAULT.withOutput(output));
    }

    /** Rows of all sizes: far from zero, many halves, constant, tiny, one large number among small ones. */
    private static float[] input(long seed) {
        SplitMix64 g = new SplitMix64(seed);
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            double y = g.nextSymmetric();
            x[i] = (float)
                    switch (i / COLUMNS) {
                        case 0 -> y;
                        case 1 -> 1000 + y;
                        case 2 -> Math.rint(y * 64) / 8;
                        case 3 -> seed % 2 == 0 ? 0 : 0.7;
                        case 4 -> y * 1e-30;
                        default -> i % COLUMNS == 7 ? 3e4 : y;
                    };
        }
        return x;
    }

    private record Quantised(float[] scale, float[] low, int[] codes, float[] decoded) {}

    /** A plain float program. */
    private static Quantised quantised(float[] x, int bits, boolean symmetric, boolean reciprocal, boolean half) {
        Quantised q = new Quantised(new float[ROWS], new float[ROWS], new int[x.length], new float[x.length]);
        int levels = symmetric ? (1 << bits - 1) - 1 : (1 << bits) - 1;
        for (int r = 0; r < ROWS; r++) {
            float lo = Float.POSITIVE_INFINITY;
            float hi = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < COLUMNS; c++) {
                lo = Math.min(lo, x[r * COLUMNS + c]);
                hi = Math.max(hi, x[r * COLUMNS + c]);
            }
            float range = symmetric ? Math.max(-lo, hi) : hi - lo;
            float step = reciprocal ? range * (1f / levels) : range / levels;
            float low = symmetric ? 0 : lo;
            step = half ? (float) Format.BFLOAT16.round(step) : step;
            low = half ? (float) Format.BFLOAT16.round(low) : low;
            q.scale[r] = step;
            q.low[r] = low;
            for (int c = 0; c < COLUMNS; c++) {
                int e = r * COLUMNS + c;
                float t = reciprocal ? (x[e] - low) * (1f / step) : (x[e] - low) / step;
                q.codes[e] = step == 0 ? 0 : (int) Math.max(symmetric ? -levels : 0, Math.min(levels, Math.rint(t)));
                q.decoded[e] = step == 0 ? x[e] : low + step * q.codes[e];
            }
        }
        return q;
    }

    private static void assertConforms(CheckedOperator.Case c, Tensor y, FloatModel model, String output)
            throws CaseException {
        Verdict v = check(c, y, model, output);
        assertEquals(Outcome.CONFORMS, v.verdict(), () -> output + " " + v.worst() + v.reasons());
    }

    @Test
    void plainProgramsConform() throws Exception {
        double worstScale = 0;
        double worstDecoded = 0;
        for (long seed = 1; seed <= 12; seed++) {
            float[] x = input(seed);
            Tensor input = Tensor.of(x, ROWS, COLUMNS);
            int bits = 2 + (int) (seed % 7);
            for (boolean symmetric : new boolean[] {false, true}) {
                for (int kind = 0; kind < 3; kind++) {
                    Quantised q = quantised(x, bits, symmetric, kind == 1, kind == 2);
                    FloatModel model = SINGLE.withReciprocalNormaliser(kind == 1);
                    String[] settings = {
                        "bits=" + bits,
                        "scheme=" + (symmetric ? "symmetric" : "asymmetric"),
                        "scale-format=" + (kind == 2 ? "bfloat16" : "accumulate")
                    };
                    CheckedOperator.Case c = read(Map.of("x", input), settings);
                    assertConforms(c, Tensor.of(q.codes, ROWS, COLUMNS), model, "codes");
                    Verdict scale = check(c, Tensor.of(q.scale, ROWS), model, "scale");
                    assertEquals(Outcome.CONFORMS, scale.verdict(), () -> scale.worst()
                            .toString());
                    Verdict decoded = check(c, Tensor.of(q.decoded, ROWS, COLUMNS), model, "decoded");
                    assertEquals(Outcome.CONFORMS, decoded.verdict(), () -> decoded.worst()
                            .toString());
                    worstScale = Math.max(worstScale, scale.worst().ratio());
                    worstDecoded = Math.max(worstDecoded, decoded.worst().ratio());
                    if (!symmetric) {
                        assertConforms(c, Tensor.of(q.low, ROWS), model, "low");
                    }
                    // The same judged by the program's own scale, low and codes.
                    Map<String, Tensor> own = new HashMap<>(Map.of("input", input, "scale", Tensor.of(q.scale, ROWS)));
                    if (!symmetric) {
                        own.put("low", Tensor.of(q.low, ROWS));
                    }
                    assertConforms(read(own, settings), Tensor.of(q.codes, ROWS, COLUMNS), model, "codes");
                    own.put("codes", Tensor.of(q.codes, ROWS, COLUMNS));
                    assertConforms(read(own, settings), Tensor.of(q.decoded, ROWS, COLUMNS), model, "decoded");
                }
            }
        }
        assertTrue(worstScale > 0.3 && worstDecoded > 0.3, worstScale + " " + worstDecoded);
    }

    /** A scale that was stored in 16 bits, or divisions by reciprocals, are not what a plain declaration allows. */
    @Test
    void undeclaredRoundingsViolate() throws Exception {
        float[] x = input(3);
        Map<String, Tensor> t = Map.of("input", Tensor.of(x, ROWS, COLUMNS));
        Quantised half = quantised(x, 8, false, false, true);
        assertEquals(
                Outcome.VIOLATES,
                check(read(t), Tensor.of(half.scale, ROWS), SINGLE, "scale").verdict());
        assertEquals(
                Outcome.VIOLATES,
                check(read(t), Tensor.of(half.codes, ROWS, COLUMNS), SINGLE, "codes")
                        .verdict());
        float[] scale = quantised(x, 8, false, false, false).scale.clone();
        scale[1] = Math.nextUp(Math.nextUp(Math.nextUp(scale[1])));
        assertEquals(
                Outcome.VIOLATES,
                check(read(t), Tensor.of(scale, ROWS), SINGLE, "scale").verdict());
    }

    /** With a scale of 1/8 nothing rounds: every tie has one code. With a scale of 1/3 in binary32 both neighbours of a tie are admissible. */
    @Test
    void tiesAreDecidedWhereNothingRounds() throws Exception {
        float[] exact = new float[256];
        float[] inexact = new float[256];
        for (int i = 0; i < 256; i++) {
            exact[i] = i < 2 ? i * 255 / 8f : (2 * Math.min(i, 254) + 1) / 16f;
            inexact[i] = i < 2 ? i * 85 : 0.5f;
        }
        for (String rounding : List.of("half-even", "half-away")) {
            CheckedOperator.Case c = read(Map.of("input", Tensor.of(exact, 1, 256)), "rounding=" + rounding);
            CheckedOperator.Case open = read(Map.of("input", Tensor.of(inexact, 1, 256)), "rounding=" + rounding);
            for (boolean even : new boolean[] {false, true}) {
                int[] codes = new int[256];
                int[] free = new int[256];
                for (int i = 0; i < 256; i++) {
                    double t = exact[i] * 8.0;
                    codes[i] = (int) Math.min(255, even ? Math.rint(t) : Math.floor(t + 0.5));
                    free[i] = i < 2 ? i * 255 : even ? 2 : 1;
                }
                boolean right = even == rounding.equals("half-even");
                Verdict v = check(c, Tensor.of(codes, 1, 256), SINGLE, "codes");
                assertEquals(right ? Outcome.CONFORMS : Outcome.VIOLATES, v.verdict(), rounding + " " + even);
                List<String> named =
                        v.diagnosis().stream().map(Diagnosis::mistake).toList();
                assertEquals(!right, named.contains("halves-to-the-other-code"), named.toString());
                assertConforms(open, Tensor.of(free, 1, 256), SINGLE, "codes");
            }
        }
    }

    /** Computed positions that err as far as n roundings may, each in the worst direction, stay admissible and use most of the slack. */
    @Test
    void slackHoldsAgainstTheWorstRoundings() throws Exception {
        double u = Format.BINARY32.unitRoundoff();
        SplitMix64 g = new SplitMix64(5);
        double used = 0;
        for (int c = 0; c < 300; c++) {
            double low = (float) (g.nextSymmetric() * 10);
            double high = (float) (low + 1 + g.nextSymmetric());
            double x = (float) (low + (high - low) * (0.5 + 0.5 * g.nextSymmetric()));
            x = Math.min(high, Math.max(low, x));
            QuantisationLists lists = new QuantisationLists(
                    new double[] {low, high, x}, 3, QuantisationParameters.read(Map.of()), SINGLE);
            QuantisedRow row = lists.row(0);
            double t = (x - low) * 255 / (high - low);
            for (int sign = -1; sign <= 1; sign += 2) {
                // Two roundings of the scale against those of the difference, if it has one, and of the quotient.
                int above = (float) (x - low) == x - low ? 1 : 2;
                double worst = t * Math.pow(1 + sign * u, above) / Math.pow(1 - sign * u, 2);
                double slack = row.slack(lists.at(0, 2));
                // At the ends of the row the position is exact: 0, or the quotient of a number and itself.
                if (x == low || x == high) {
                    continue;
                }
                assertTrue(Math.abs(worst - t) <= slack, t + " " + slack);
                used = slack == 0 ? used : Math.max(used, Math.abs(worst - t) / slack);
                long code = Math.max(0, Math.min(255, (long) Math.rint(worst)));
                assertTrue(row.admits(code, lists.at(0, 2)));
            }
        }
        assertTrue(used > 0.9 && used <= 1, "used " + used);
    }

    /** What binary64 decides is what fractions decide: near halves, on them, and beyond both ends. */
    @Test
    void admissibleCodesAreThoseOfFractions() throws Exception {
        SplitMix64 g = new SplitMix64(8);
        Rational half = Rational.of(1, 2);
        int both = 0;
        for (int c = 0; c < 2000; c++) {
            double low = (float) (g.nextSymmetric() * (c % 3 == 0 ? 100 : 1));
            double high = (float) (low + (c % 5 == 0 ? 255 / 16.0 : 1 + g.nextSymmetric()));
            int near = (int) (127 + 127 * g.nextSymmetric());
            double x = (float) (low + (near + 0.5 + (c % 2) * g.nextSymmetric() * 1e-4) * (high - low) / 255);
            QuantisedRow row = new QuantisationLists(
                            new double[] {low, high}, 2, QuantisationParameters.read(Map.of()), SINGLE)
                    .row(0);
            Dyadic at = Dyadic.of(x);
            Rational t = row.quantiser().position(at);
            Rational reach = half.add(Rational.of(Dyadic.of(row.slack(at))));
            int admitted = 0;
            for (int code = Math.max(0, near - 2); code <= Math.min(255, near + 3); code++) {
                boolean within = Rational.of(code).subtract(t).abs().compareTo(reach) <= 0
                        && (row.slack(at) > 0 || code == row.quantiser().code(at, HalfRule.EVEN));
                assertEquals(within, row.admits(code, at), t + " " + code);
                admitted += within ? 1 : 0;
            }
            both += admitted == 2 ? 1 : 0;
            assertTrue(admitted == 1 || admitted == 2, t + " " + admitted);
        }
        assertTrue(both > 100 && both < 1900, "both neighbours " + both);
    }

    @Test
    void everyMistakeIsNamed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        for (boolean symmetric : new boolean[] {false, true}) {
            // A scale of 1/4 in the first row, so that halves are there to be seen.
            int levels = symmetric ? 127 : 255;
            float[] x = input(5);
            for (int c = 0; c < COLUMNS; c++) {
                x[c] = c == 0 ? (symmetric ? -levels / 4f : 0) : c == 1 ? levels / 4f : (4 * c + 1 + c % 2 * 2) / 8f;
            }
            Map<String, Tensor> t = Map.of("input", Tensor.of(x, ROWS, COLUMNS));
            String scheme = "scheme=" + (symmetric ? "symmetric" : "asymmetric");
            CheckedOperator.Case c = read(t, scheme);
            QuantisationParameters p = QuantisationParameters.read(parameters(scheme));
            QuantisationLists lists =
                    new QuantisationLists(Tensor.of(x, ROWS * COLUMNS).toDoubles(), COLUMNS, p, SINGLE);
            for (QuantisationMistake m : QuantisationMistake.values()) {
                int[] codes = new int[x.length];
                for (int e = 0; e < x.length; e++) {
                    QuantisedRow row = lists.mistaken(m, e / COLUMNS, e % COLUMNS);
                    codes[e] = (int) java.util.Objects.requireNonNull(row).code(lists.at(e / COLUMNS, e % COLUMNS));
                }
                Verdict v = check(c, Tensor.of(codes, ROWS, COLUMNS), SINGLE, "codes");
                assertEquals(Outcome.VIOLATES, v.verdict(), m.label());
                List<String> found =
                        v.diagnosis().stream().map(Diagnosis::mistake).toList();
                assertTrue(found.contains(m.label()), m + " named " + found);
                named.addAll(found);
                assertTrue(
                        v.power().stream().anyMatch(e -> e.mistake().equals(m.label()) && e.exposed()),
                        m + " " + v.power());
            }
            // A scale by 256 or 128 shows in the scale and in what is decoded, too.
            float[] scale = new float[ROWS];
            float[] decoded = new float[x.length];
            for (int r = 0; r < ROWS; r++) {
                for (int k = 0; k < COLUMNS; k++) {
                    QuantisedRow row =
                            java.util.Objects.requireNonNull(lists.mistaken(QuantisationMistake.ONE_LEVEL_MORE, r, k));
                    scale[r] = (float) Fractions.nearest(row.quantiser().scale());
                    decoded[r * COLUMNS + k] = (float) Fractions.nearest(row.decoded(row.code(lists.at(r, k))));
                }
            }
            for (Verdict v : List.of(
                    check(c, Tensor.of(scale, ROWS), SINGLE, "scale"),
                    check(c, Tensor.of(decoded, ROWS, COLUMNS), SINGLE, "decoded"))) {
                assertEquals(Outcome.VIOLATES, v.verdict());
                assertTrue(
                        v.diagnosis().stream().anyMatch(d -> d.mistake().equals("one-level-more")),
                        v.output() + " " + v.diagnosis());
            }
        }
        assertEquals(NamedMistake.catalogue(QuantisationMistake.values()).keySet(), named);
    }

    /** What leaves the range of a format is not decided; what is no code, or decodes from one that is not admissible, violates. */
    @Test
    void rangesAndCodes() throws Exception {
        Tensor tiny = Tensor.of(new float[] {0, 1e-39f, 3e-40f}, 1, 3);
        Verdict open = check(read(Map.of("x", tiny)), Tensor.of(new int[] {0, 255, 77}, 1, 3), SINGLE, "codes");
        assertEquals(Outcome.INCONCLUSIVE, open.verdict());
        Tensor huge = Tensor.of(new float[] {-3e38f, 3e38f}, 1, 2);
        Verdict over = check(read(Map.of("x", huge)), Tensor.of(new int[] {0, 255}, 1, 2), SINGLE, "codes");
        assertEquals(Outcome.INCONCLUSIVE, over.verdict());
        Map<String, Tensor> t = new HashMap<>(Map.of("x", Tensor.of(new float[] {0, 255, 7.25f}, 1, 3)));
        for (float[] wrong :
                new float[][] {{0, 255, 7.5f}, {0, 256, 7}, {-1, 255, 7}, {0, 255, Float.NaN}, {0, 255, 8}}) {
            assertEquals(
                    Outcome.VIOLATES,
                    check(read(t), Tensor.of(wrong, 1, 3), SINGLE, "codes").verdict());
        }
        Tensor decoded = Tensor.of(new float[] {0, 255, 8}, 1, 3);
        assertEquals(
                Outcome.VIOLATES, check(read(t), decoded, SINGLE, "decoded").verdict());
        t.put("codes", Tensor.of(new int[] {0, 255, 8}, 1, 3));
        Verdict v = check(read(t), decoded, SINGLE, "decoded");
        assertEquals(Outcome.VIOLATES, v.verdict());
        assertTrue(
                v.reasons().toString().contains("not admissible"), v.reasons().toString());
        Tensor nan = Tensor.of(new float[] {Float.NaN}, 1);
        assertEquals(Outcome.VIOLATES, check(read(t), nan, SINGLE, "scale").verdict());
    }

    private static String line(Map<String, Tensor> t, String... settings) {
        return String.valueOf(
                assertThrows(CaseException.class, () -> read(t, settings)).getMessage());
    }

    @Test
    void badInputIsOneLine() throws Exception {
        Map<String, Tensor> t = new HashMap<>(Map.of("input", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)));
        assertEquals("parameter bits is '17', expected a whole number from 1 to 16", line(t, "bits=17"));
        assertTrue(line(t, "bits=1", "scheme=symmetric").contains("from 2 to 16"));
        assertTrue(line(t, "rounding=up").contains("half-even|half-away"));
        assertTrue(line(t, "axis=0").contains("unknown parameter 'axis' of per-token-quantisation"));
        assertTrue(line(Map.of()).contains("no tensor input"));
        assertTrue(line(Map.of("x", Tensor.of(new float[] {Float.POSITIVE_INFINITY}, 1)))
                .contains("Infinity"));
        Tensor two = Tensor.of(new float[] {1, 1}, 2);
        t.put("low", two);
        assertTrue(line(t).contains("beside a tensor scale only"), line(t));
        t.put("scale", two);
        assertTrue(line(t, "scheme=symmetric").contains("tensor low"), line(t, "scheme=symmetric"));
        t.put("scale", Tensor.of(new float[] {1, 0}, 2));
        assertTrue(line(t).contains("expected a positive number, or 0 in a constant row"), line(t));
        t.put("scale", Tensor.of(new float[] {1}, 1));
        assertTrue(line(t).startsWith("tensor scale has shape"), line(t));
        t.put("scale", two);
        t.put("codes", Tensor.of(new float[] {1, 2, 3, 0.5f}, 2, 2));
        assertTrue(line(t).contains("expected whole numbers"), line(t));
        t.remove("codes");
        CheckedOperator.Case c = read(t);
        assertThrows(CaseException.class, () -> c.shape("zero"));
        assertThrows(CaseException.class, () -> read(Map.of("x", two), "scheme=symmetric")
                .shape("low"));
        Tensor wide = Tensor.of(new double[] {0.1, 1}, 1, 2);
        CaseException digits = assertThrows(
                CaseException.class,
                () -> check(read(Map.of("x", wide)), Tensor.of(new int[2], 1, 2), SINGLE, "codes"));
        assertTrue(String.valueOf(digits.getMessage()).contains("numbers of the accumulation format BINARY32"));
        CaseException levels = assertThrows(
                CaseException.class,
                () -> check(
                        read(Map.of("x", two), "bits=16"),
                        Tensor.of(new int[2], 2),
                        SINGLE.withAccumulate(Format.BFLOAT16),
                        "codes"));
        assertTrue(String.valueOf(levels.getMessage()).startsWith("parameter bits is 16"));
    }
}
