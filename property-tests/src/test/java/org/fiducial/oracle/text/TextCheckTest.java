package org.fiducial.oracle.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of operator texts, on an operator of its own: y = exp(x A) B over the row sums of exp(x A), in slices. */
class TextCheckTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);
    private static final int ROWS = 6;
    private static final int WIDTH = 4;
    private static final int HIDDEN = 32;

    private static final Map<String, String> MISTAKES = new LinkedHashMap<>();

    static {
        MISTAKES.put("no-normaliser", "the sum is not divided by");
        MISTAKES.put("last-term-dropped", "the last term of each sum is missing");
        MISTAKES.put("idle", "changes nothing in any case");
    }

    /** The text and its mistaken forms. */
    private record Quotient(Matrix x, Matrix a, Matrix b, boolean split, boolean divides, int terms)
            implements OperatorText {
        @Override
        public <T> T evaluate(ExponentialField<T> f) {
            T e = f.columns(f.exp(f.matmul(f.literal(x), f.literal(a))), 0, terms);
            T right = f.columns(f.transpose(f.literal(b)), 0, terms);
            T sum = f.matmul(e, f.transpose(right));
            if (split) {
                int half = terms / 2;
                sum = f.add(part(f, e, right, 0, half), part(f, e, right, half, terms));
            }
            return divides ? f.divide(sum, f.rowSums(e)) : sum;
        }

        private static <T> T part(ExponentialField<T> f, T e, T right, int from, int to) {
            return f.matmul(f.columns(e, from, to), f.transpose(f.columns(right, from, to)));
        }
    }

    private static Matrix drawn(SplitMix64 random, int rows, int columns, double size) {
        double[] x = new double[rows * columns];
        for (int e = 0; e < x.length; e++) {
            x[e] = (float) (random.nextSymmetric() * size);
        }
        return new Matrix(rows, columns, x);
    }

    private static final class Toy implements CheckedOperator {
        private final List<Quotient> slices = new ArrayList<>();

        Toy(int count, double size) {
            SplitMix64 random = new SplitMix64(11);
            for (int s = 0; s < count; s++) {
                slices.add(new Quotient(
                        drawn(random, ROWS, WIDTH, size),
                        drawn(random, WIDTH, HIDDEN, 1),
                        drawn(random, HIDDEN, WIDTH, 1),
                        false,
                        true,
                        HIDDEN));
            }
        }

        @Override
        public OperatorDescription description() {
            return new OperatorDescription("toy", "", "", List.of(), List.of(), List.of(), List.of());
        }

        @Override
        public Map<String, String> mistakes() {
            return MistakeCatalogue.with(MISTAKES);
        }

        @Override
        public Case read(Map<String, Tensor> tensors, Map<String, String> parameters) {
            return new TextCase(this) {
                @Override
                protected List<TextSlice> slices(String output) {
                    List<TextSlice> out = new ArrayList<>();
                    for (Quotient q : slices) {
                        Quotient split = new Quotient(q.x, q.a, q.b, true, true, HIDDEN);
                        out.add(new TextSlice(
                                (long) out.size() * ROWS * WIDTH,
                                ROWS,
                                WIDTH,
                                List.of(q, split),
                                Map.of(
                                        "no-normaliser", new Quotient(q.x, q.a, q.b, false, false, HIDDEN),
                                        "last-term-dropped", new Quotient(q.x, q.a, q.b, false, true, HIDDEN - 1),
                                        "idle", q)));
                    }
                    return out;
                }

                @Override
                public int[] shape(String output) {
                    return new int[] {slices.size(), ROWS, WIDTH};
                }

                @Override
                public long rows() {
                    return (long) slices.size() * ROWS;
                }
            };
        }

        Verdict check(double[] candidate) throws CaseException {
            Tensor t = Tensor.of(candidate, slices.size(), ROWS, WIDTH);
            return read(Map.of(), Map.of()).check(t, SINGLE, CheckOptions.DEFAULT);
        }

        /** What an implementation of these texts in binary32 returns. */
        double[] computed(List<? extends OperatorText> texts, EmulatedOptions options, Format format) {
            LiftedReals<Double> single = new LiftedReals<>(new EmulatedReals(format, options));
            double[] out = new double[texts.size() * ROWS * WIDTH];
            int at = 0;
            for (OperatorText text : texts) {
                Grid<Double> y = text.evaluate(single);
                for (int i = 0; i < ROWS; i++) {
                    for (int j = 0; j < WIDTH; j++) {
                        out[at++] = single.get(y, i, j);
                    }
                }
            }
            return out;
        }
    }

    @Test
    void emulatedImplementationsConformInEveryOrder() throws Exception {
        Toy toy = new Toy(3, 1);
        for (SummationOrder order : List.of(
                SummationOrder.sequential(),
                SummationOrder.pairwise(),
                SummationOrder.blocked(5),
                SummationOrder.randomTree(3))) {
            for (boolean fused : new boolean[] {false, true}) {
                EmulatedOptions o = EmulatedOptions.usual()
                        .withOrder(order)
                        .withFusedMultiplyAdd(fused)
                        .withFunctionUlps(2, 7);
                Verdict v = toy.check(toy.computed(toy.slices, o, Format.BINARY32));
                assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst().toString());
                assertTrue(v.worst().ratio() > 0.001, () -> "bound is far from what happens: " + v.worst());
                assertFalse(v.suspicion().suspicious());
            }
        }
    }

    @Test
    void mistakesViolateAndAreNamed() throws Exception {
        Toy toy = new Toy(3, 1);
        for (String mistake : List.of("no-normaliser", "last-term-dropped")) {
            List<OperatorText> texts = new ArrayList<>();
            for (TextSlice s : ((TextCase) toy.read(Map.of(), Map.of())).slices("output")) {
                OperatorText text = s.mistakes().get(mistake);
                texts.add(text == null ? s.algorithms().get(0) : text);
            }
            Verdict v = toy.check(toy.computed(texts, EmulatedOptions.usual(), Format.BINARY32));
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(mistake, v.diagnosis().get(0).mistake());
            assertEquals(1, v.diagnosis().size(), () -> v.diagnosis().toString());
        }
    }

    @Test
    void coarserFormatsAreNamed() throws Exception {
        Toy toy = new Toy(3, 1);
        Verdict v = toy.check(toy.computed(toy.slices, EmulatedOptions.usual(), Format.BFLOAT16));
        assertEquals(Outcome.VIOLATES, v.verdict());
        assertTrue(
                v.diagnosis().stream().anyMatch(d -> d.mistake().equals("accumulate-bfloat16")),
                v.diagnosis().toString());
        double[] stored = toy.computed(toy.slices, EmulatedOptions.usual(), Format.BINARY32);
        for (int e = 0; e < stored.length; e++) {
            stored[e] = Format.BINARY16.round(stored[e]);
        }
        Verdict w = toy.check(stored);
        assertEquals(Outcome.VIOLATES, w.verdict());
        assertEquals("output-binary16", w.diagnosis().get(0).mistake());
        List<OperatorText> texts = new ArrayList<>();
        for (Quotient q : toy.slices) {
            texts.add(new OperatorText() {
                @Override
                public <T> T evaluate(ExponentialField<T> a) {
                    return q.evaluate(new RoundedInputs<>(a, Format.TF32));
                }
            });
        }
        Verdict t = toy.check(toy.computed(texts, EmulatedOptions.usual(), Format.BINARY32));
        assertEquals(Outcome.VIOLATES, t.verdict());
        assertEquals("inputs-tf32", t.diagnosis().get(0).mistake());
    }

    /** Formats explain one another's deviations: the one that deviates as much is named first, and stored numbers have to be of the format. */
    @Test
    void theFormatThatFitsBestComesFirst() throws Exception {
        Toy toy = new Toy(3, 1);
        for (Format f : List.of(Format.BFLOAT16, Format.BINARY16)) {
            EmulatedOptions options = EmulatedOptions.usual().withOrder(SummationOrder.randomTree(9));
            double[] y = toy.computed(toy.slices, options, f);
            for (int e = 0; e < y.length; e++) {
                y[e] = Format.BINARY32.round(y[e] * (1 + 0x1p-18));
            }
            Verdict v = toy.check(y);
            assertEquals(Outcome.VIOLATES, v.verdict());
            String name = "accumulate-" + (f == Format.BFLOAT16 ? "bfloat16" : "binary16");
            assertEquals(
                    name, v.diagnosis().get(0).mistake(), () -> v.diagnosis().toString());
            assertTrue(v.diagnosis().stream().noneMatch(d -> d.mistake().startsWith("output")));
        }
    }

    /** A mistake that leaves the range explains what is infinite there, if it explains the rest. */
    @Test
    void overflowIsExplained() {
        double[] x = {1, 80, 44.3};
        OperatorText right = new OperatorText() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                return a.exp(a.negate(a.literal(new Matrix(3, 1, x))));
            }
        };
        OperatorText wrong = new OperatorText() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                T e = a.exp(a.literal(new Matrix(3, 1, x)));
                // Partial sums may leave the range where their sum does not.
                T square = a.multiply(e, e);
                return a.rowSums(a.concatenateColumns(List.of(square, square, a.negate(square))));
            }
        };
        TextSlice slice = new TextSlice(0, 3, 1, List.of(right), Map.of("sign", wrong));
        double first = Format.BINARY32.round(Math.exp(2));
        for (double second : new double[] {Double.POSITIVE_INFINITY, Double.NaN, 3}) {
            Tensor y = Tensor.of(new double[] {first, second, Format.BINARY32.round(Math.exp(88.6))}, 3, 1);
            Map<String, String> catalogue = Map.of("sign", "the exponent has the wrong sign");
            Verdict v = new TextCheck("exp", catalogue, List.of(slice), y, SINGLE, CheckOptions.DEFAULT).verdict();
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(Double.isFinite(second) ? 0 : 1, v.diagnosis().size(), () -> v.diagnosis()
                    .toString());
        }
    }

    @Test
    void powerSaysWhichMistakesWouldShow() throws Exception {
        Toy toy = new Toy(2, 1);
        List<Exposure> power = toy.check(toy.computed(toy.slices, EmulatedOptions.usual(), Format.BINARY32))
                .power();
        assertEquals(
                new ArrayList<>(toy.mistakes().keySet()),
                power.stream().map(Exposure::mistake).toList());
        for (Exposure e : power) {
            boolean idle = e.mistake().equals("idle");
            assertEquals(!idle, e.applicable(), e.mistake());
            assertEquals(!idle, e.exposed(), e.mistake());
            assertEquals(!idle, e.factor() > 1, e.mistake());
        }
    }

    @Test
    void oneWrongElementIsFoundAndLocated() throws Exception {
        Toy toy = new Toy(3, 1);
        double[] y = toy.computed(toy.slices, EmulatedOptions.usual(), Format.BINARY32);
        int wrong = ROWS * WIDTH + 2 * WIDTH + 3;
        y[wrong] += 1e-3;
        Verdict v = toy.check(y);
        assertEquals(Outcome.VIOLATES, v.verdict());
        assertEquals(1, v.violating());
        assertEquals(
                List.of(1, 2, 3),
                java.util.Arrays.stream(v.worst().index()).boxed().toList());
        assertTrue(v.diagnosis().isEmpty(), () -> v.diagnosis().toString());
        y[wrong] = Double.NaN;
        Verdict w = toy.check(y);
        assertEquals(Outcome.VIOLATES, w.verdict());
        assertEquals(List.of("the candidate is infinite or NaN where the exact value is finite"), w.reasons());
    }

    @Test
    void whatMayOverflowHasNoBound() throws Exception {
        Toy toy = new Toy(1, 200);
        double[] zeros = new double[ROWS * WIDTH];
        Verdict v = toy.check(zeros);
        assertEquals(Outcome.INCONCLUSIVE, v.verdict());
        assertNotEquals(0, v.inconclusive());
        assertTrue(v.reasons().get(0).contains("leave the range"), () -> v.reasons()
                .toString());
    }

    @Test
    void boundsThatZerosMeetSayNothing() throws Exception {
        // A sum that cancels to far below its rounding errors.
        OperatorText cancelling = new OperatorText() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                T x = a.literal(new Matrix(1, 3, new double[] {1, 0x1p-40, -1}));
                return a.matmul(x, a.constant(3, 1, Dyadic.ONE));
            }
        };
        TextSlice slice = new TextSlice(0, 1, 1, List.of(cancelling), Map.of());
        TextCheck check = new TextCheck(
                "sum", Map.of(), List.of(slice), Tensor.of(new double[] {0}, 1, 1), SINGLE, CheckOptions.DEFAULT);
        Verdict v = check.verdict();
        assertEquals(Outcome.INCONCLUSIVE, v.verdict());
        assertTrue(v.reasons().get(0).contains("zeros would pass"), () -> v.reasons()
                .toString());
    }

    @Test
    void theVerdictDoesNotDependOnThreads() throws Exception {
        Toy toy = new Toy(4, 1);
        Tensor y = Tensor.of(toy.computed(toy.slices, EmulatedOptions.usual(), Format.BINARY32), 4, ROWS, WIDTH);
        CheckedOperator.Case c = toy.read(Map.of(), Map.of());
        Verdict one = c.check(y, SINGLE, CheckOptions.DEFAULT.withThreads(1));
        Verdict two = c.check(y, SINGLE, CheckOptions.DEFAULT.withThreads(2));
        assertEquals(one.worst().ratio(), two.worst().ratio());
        assertEquals(one.power(), two.power());
    }
}
