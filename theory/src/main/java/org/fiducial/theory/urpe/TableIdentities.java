package org.fiducial.theory.urpe;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.RandomStream;

/** Claims C4, C8, C10 and C11: what the multiplier does, and what it reduces to. */
final class TableIdentities {
    private TableIdentities() {}

    /** The parts of C4. */
    static List<Part> conditions() {
        return List.of(
                IdentityTest.part("attentive: plain attention", Level.INDEPENDENT, 8, Plain.class, PlainAttention::new),
                IdentityTest.part("row gains", Level.INDEPENDENT, 8, Gain.class, Gains::new),
                Part.of("distinct gains", EvidenceKind.CERTIFIED, Distinct.class, v -> run -> distinct(v, run)),
                IdentityTest.part("gains of plain softmax", Level.INDEPENDENT, 8, One.class, UnitGains::new));
    }

    /** The part of C8. */
    static List<Part> positiveMultiplier() {
        return List.of(IdentityTest.part("row gain", Level.INDEPENDENT, 8, Positive.class, RowGain::new));
    }

    /** The parts of C10. */
    static List<Part> reversal() {
        return List.of(
                IdentityTest.part("reversal", Level.INDEPENDENT, 8, Reverse.class, Reversal::new),
                IdentityTest.part("lower bound", Level.INDEPENDENT, 4, Distance.class, ReversedError::new));
    }

    /** The parts of C11. */
    static List<Part> reductions() {
        return List.of(
                IdentityTest.part("reductions", Level.INDEPENDENT, 8, Reduce.class, Reductions::new),
                Part.of("not a causal mask", EvidenceKind.CONSTRUCTED, Causal.class, v -> run -> notCausal(v)));
    }

    private static <T> T zeros(ExponentialField<T> a, int rows, int columns) {
        return a.constant(rows, columns, Dyadic.ZERO);
    }

    private enum Plain {
        STATEMENT,
        MULTIPLIER_ONE_OVER_N,
        BIAS_ONE_AT_OFFSET_ZERO
    }

    private record PlainAttention(Plain v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            TableScene<T> s = TableScene.of(x, true);
            int n = s.n() + 1;
            AllowedKeys allowed = x.allowed(n, n);
            T content = x.exponents(n, n);
            T value = x.free(n, 2);
            RelativeOffsets offsets = RelativeOffsets.unique(n);
            T c = offsets.matrix(a, a.constant(2 * n - 1, 1, Dyadic.ONE), n);
            double[] table = new double[2 * n - 1];
            table[n - 1] = v == Plain.BIAS_ONE_AT_OFFSET_ZERO ? 1 : 0;
            T b = offsets.matrix(a, a.literal(new org.fiducial.tensor.Matrix(2 * n - 1, 1, table)), n);
            T left = UrpeAttention.output(a, a.add(content, b), c, value, allowed);
            T right = SoftmaxAttention.output(a, content, value, allowed);
            return List.of(new Sides<>(
                    "output",
                    left,
                    v == Plain.MULTIPLIER_ONE_OVER_N ? a.divide(right, a.constant(1, 1, Dyadic.of(n))) : right));
        }
    }

    private enum Gain {
        STATEMENT,
        OFFSETS_OF_THE_OPPOSITE_SIGN,
        NOT_DIVIDED_BY_N,
        DIFFERENCE_WITH_THE_NEXT_OFFSET
    }

    private record Gains(Gain v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(4);
            T c = x.free(2 * n - 1, 1);
            RelativeOffsets offsets = RelativeOffsets.unique(n);
            RelativeOffsets read = v == Gain.OFFSETS_OF_THE_OPPOSITE_SIGN ? offsets.queryMinusKey() : offsets;
            T gains = UrpeAttention.rowGains(
                    a, UrpeAttention.attention(a, zeros(a, n, n), read.matrix(a, c, n), AllowedKeys.all(n, n)));
            T size = a.constant(1, 1, Dyadic.of(n));
            java.util.ArrayList<Sides<T>> sides = new java.util.ArrayList<>();
            for (int i = 1; i <= n; i++) {
                // rho_i = (1/n) sum of c_k, k = 1-i .. n-i, from the table itself.
                T sum = a.rowSums(a.columns(a.transpose(c), n - i, 2 * n - i));
                T mean = v == Gain.NOT_DIVIDED_BY_N ? sum : a.divide(sum, size);
                sides.add(new Sides<>("rho_" + i, row(a, gains, i - 1), mean));
                if (i < n) {
                    int up = v == Gain.DIFFERENCE_WITH_THE_NEXT_OFFSET ? n - i - 1 : n - i;
                    T step = a.subtract(row(a, c, offsets.index(-i)), row(a, c, offsets.index(up)));
                    sides.add(new Sides<>(
                            "rho_" + (i + 1) + " - rho_" + i,
                            a.subtract(row(a, gains, i), row(a, gains, i - 1)),
                            a.divide(step, size)));
                }
            }
            double[] lower = new double[2 * n - 1];
            java.util.Arrays.fill(lower, 0, n, 1);
            T example = a.literal(new org.fiducial.tensor.Matrix(2 * n - 1, 1, lower));
            T steps = UrpeAttention.rowGains(
                    a,
                    UrpeAttention.attention(a, zeros(a, n, n), offsets.matrix(a, example, n), AllowedKeys.all(n, n)));
            double[] positions = java.util.stream.IntStream.rangeClosed(1, n)
                    .asDoubleStream()
                    .toArray();
            sides.add(new Sides<>(
                    "rho_i = i/n", steps, a.divide(a.literal(new org.fiducial.tensor.Matrix(n, 1, positions)), size)));
            return sides;
        }
    }

    private static <T> T row(ExponentialField<T> a, T x, int i) {
        return a.gatherRows(x, new int[] {i});
    }

    private enum Distinct {
        STATEMENT,
        ADJACENT_GAINS_ONLY,
        INCREASING_WHATEVER_THE_TABLE
    }

    /** Gains are distinct if and only if no contiguous sum of steps vanishes, increasing if and only if all steps are positive. */
    private static Evidence distinct(Distinct v, CheckRun run) {
        RandomStream random = run.draws("tables");
        int cases = run.effort().of(400, 4000, 40000);
        int equal = 0;
        int increasing = 0;
        for (int t = 0; t < cases; t++) {
            int n = 2 + (int) random.below(4);
            long[] c = new long[2 * n - 1];
            for (int k = 0; k < c.length; k++) {
                c[k] = random.between(-3, 3);
            }
            long[] gain = new long[n];
            for (int i = 1; i <= n; i++) {
                for (int k = 1 - i; k <= n - i; k++) {
                    gain[i - 1] += c[k + n - 1];
                }
            }
            boolean distinct = java.util.Arrays.stream(gain).distinct().count() == n;
            boolean rising = true;
            boolean noneVanishes = true;
            for (int from = 1; from < n; from++) {
                long sum = 0;
                for (int i = from; i < n; i++) {
                    long step = c[n - 1 - i] - c[2 * n - 1 - i];
                    sum += step;
                    rising &= step > 0;
                    noneVanishes &= sum != 0 || v == Distinct.ADJACENT_GAINS_ONLY && i > from;
                }
            }
            boolean sorted = true;
            for (int i = 1; i < n; i++) {
                sorted &= gain[i] > gain[i - 1];
            }
            equal += distinct ? 0 : 1;
            increasing += sorted ? 1 : 0;
            boolean claimed = v == Distinct.INCREASING_WHATEVER_THE_TABLE || rising;
            if (distinct != noneVanishes || sorted != claimed) {
                return Evidence.refuted("table " + java.util.Arrays.toString(c) + " has gains times n "
                        + java.util.Arrays.toString(gain));
            }
        }
        if (equal == 0 || equal == cases || increasing == 0) {
            return Evidence.vacuous(equal + " tables with equal gains, " + increasing + " with increasing ones");
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random small integer tables, exact")
                .with("tables", cases)
                .with("with equal gains", equal)
                .with("with increasing gains", increasing);
    }

    private enum One {
        STATEMENT,
        WITH_THE_MULTIPLIER
    }

    /** (c): without a multiplier every row gain is 1, so RPE is never position-aware. */
    private record UnitGains(One v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            TableScene<T> s = TableScene.of(x, false);
            T attention = v == One.WITH_THE_MULTIPLIER ? s.attention(a) : s.weights(a);
            return List.of(new Sides<>("rho", UrpeAttention.rowGains(a, attention), a.ones(s.n())));
        }
    }

    private enum Positive {
        STATEMENT,
        GAIN_FORGOTTEN,
        LOG_C_SUBTRACTED,
        GAIN_OF_THE_TILTED_WEIGHTS
    }

    /** A positive c is the exponential of a free table. */
    private record RowGain(Positive v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            TableScene<T> s = TableScene.of(x, true);
            T logC = s.offsets().matrix(a, x.exponents(2 * s.n() - 1, 1), s.n());
            T c = a.exp(logC);
            T urpe = UrpeAttention.attention(a, s.logits(a), c, s.allowed());
            T tilted = a.softmaxRows(
                    v == Positive.LOG_C_SUBTRACTED ? a.subtract(s.logits(a), logC) : a.add(s.logits(a), logC),
                    s.allowed());
            T gain = UrpeAttention.rowGains(a, v == Positive.GAIN_OF_THE_TILTED_WEIGHTS ? a.multiply(tilted, c) : urpe);
            return List.of(new Sides<>("A_U", urpe, v == Positive.GAIN_FORGOTTEN ? tilted : a.multiply(tilted, gain)));
        }
    }

    private enum Reverse {
        STATEMENT,
        BIAS_NOT_SYMMETRIC,
        MULTIPLIER_NOT_SYMMETRIC
    }

    /** Symmetric tables: attention of the reversed tokens is the reversed attention. */
    private record Reversal(Reverse v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            int[] back = reversed(n);
            int[] mirror = new int[2 * n - 1];
            for (int t = 0; t < mirror.length; t++) {
                mirror[t] = Math.abs(t - (n - 1));
            }
            RelativeOffsets offsets = RelativeOffsets.unique(n);
            T halfB = x.exponents(n, 1);
            T b = v == Reverse.BIAS_NOT_SYMMETRIC ? x.exponents(2 * n - 1, 1) : a.gatherRows(halfB, mirror);
            T halfC = x.free(n, 1);
            T c = v == Reverse.MULTIPLIER_NOT_SYMMETRIC ? x.free(2 * n - 1, 1) : a.gatherRows(halfC, mirror);
            T content = x.exponents(n, n);
            T value = x.free(n, 2);
            T other = a.transpose(a.gatherRows(a.transpose(a.gatherRows(content, back)), back));
            AllowedKeys all = AllowedKeys.all(n, n);
            T bias = offsets.matrix(a, b, n);
            T multiplier = offsets.matrix(a, c, n);
            T output = UrpeAttention.output(a, a.add(content, bias), multiplier, value, all);
            T moved = UrpeAttention.output(a, a.add(other, bias), multiplier, a.gatherRows(value, back), all);
            return List.of(new Sides<>("output", moved, a.gatherRows(output, back)));
        }
    }

    private static int[] reversed(int n) {
        return java.util.stream.IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    }

    private enum Distance {
        STATEMENT,
        NETWORK_NOT_EQUIVARIANT
    }

    /**
     * With g(RX) = R g(X) the two errors e = f - g satisfy e(RX) - R e(X) = f(RX) - R f(X) for any values of f; R keeps every norm, so one of
     * the two errors is at least half of the right side.
     */
    private record ReversedError(Distance v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            int[] back = reversed(n);
            T g = x.free(n, 1);
            T gBack = v == Distance.NETWORK_NOT_EQUIVARIANT ? x.free(n, 1) : a.gatherRows(g, back);
            T f = x.free(n, 1);
            T fBack = x.free(n, 1);
            T left = a.subtract(a.subtract(fBack, gBack), a.gatherRows(a.subtract(f, g), back));
            return List.of(new Sides<>("difference of errors", left, a.subtract(fBack, a.gatherRows(f, back))));
        }
    }

    private enum Reduce {
        STATEMENT,
        DENOMINATOR_WITH_C,
        CORRELATION_WITH_THE_OPPOSITE_OFFSET
    }

    private record Reductions(Reduce v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            TableScene<T> s = TableScene.of(x, true);
            T c0 = x.free(1, 1);
            T single = UrpeAttention.attention(a, x.exponents(1, 1), c0, AllowedKeys.all(1, 1));
            T constant = s.offsets().matrix(a, a.gatherRows(c0, new int[2 * s.n() - 1]), s.n());
            T scaled = UrpeAttention.output(a, s.logits(a), constant, s.value(), s.allowed());
            if (v == Reduce.DENOMINATOR_WITH_C) {
                T e = a.multiply(a.exp(s.logits(a), s.allowed()), constant);
                scaled = a.matmul(a.normalise(e, a.rowSums(e), s.allowed()), s.value());
            }
            T plain = SoftmaxAttention.output(a, s.logits(a), s.value(), s.allowed());
            int n = s.n();
            T zero = UrpeAttention.output(a, zeros(a, n, n), s.c(a), s.value(), AllowedKeys.all(n, n));
            // The correlation, padded with zeros, from shifted copies of the values.
            T sum = zeros(a, n, 2);
            for (int k = 1 - n; k < n; k++) {
                int sign = v == Reduce.CORRELATION_WITH_THE_OPPOSITE_OFFSET ? -k : k;
                double[] shift = new double[n * n];
                for (int i = 0; i < n; i++) {
                    if (i + sign >= 0 && i + sign < n) {
                        shift[i * n + i + sign] = 1;
                    }
                }
                T moved = a.matmul(a.literal(new org.fiducial.tensor.Matrix(n, n, shift)), s.value());
                sum = a.add(sum, a.multiply(moved, row(a, s.multiplier(), k + n - 1)));
            }
            return List.of(
                    new Sides<>("one token", single, c0),
                    new Sides<>("constant c", scaled, a.multiply(plain, c0)),
                    new Sides<>("zero logits", zero, a.divide(sum, a.constant(1, 1, Dyadic.of(n)))));
        }
    }

    private enum Causal {
        STATEMENT,
        MASKED_LOGITS_TOO
    }

    /** Two tokens, zero logits, c = 1 for k <= 0 and 0 for k > 0: the first row is (1/2, 0), a causal mask gives (1, 0). */
    private static Evidence notCausal(Causal v) {
        var a = new org.fiducial.arithmetic.lifted.LiftedExponentialField<>(
                new org.fiducial.arithmetic.exact.BaseTwoRationals());
        AllowedKeys causal = AllowedKeys.ranges(2, new int[2], new int[] {1, 2});
        var c = a.literal(new org.fiducial.tensor.Matrix(2, 2, new double[] {1, 0, 1, 1}));
        var urpe = UrpeAttention.attention(
                a, zeros(a, 2, 2), c, v == Causal.MASKED_LOGITS_TOO ? causal : AllowedKeys.all(2, 2));
        var masked = a.softmaxRows(zeros(a, 2, 2), causal);
        var gain = a.get(urpe, 0, 0);
        return gain.equals(a.get(masked, 0, 0))
                ? Evidence.refuted("both give " + gain + " for the first token")
                : Evidence.verified(EvidenceKind.CONSTRUCTED, "one explicit head")
                        .with("first weight, URPE", gain)
                        .with("first weight, causal mask", a.get(masked, 0, 0));
    }
}
