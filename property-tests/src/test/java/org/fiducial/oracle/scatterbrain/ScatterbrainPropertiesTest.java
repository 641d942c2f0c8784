package org.fiducial.oracle.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.DirectionHash;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.tensor.Matrix;

/** Claims of sheet scatterbrain as properties of drawn cases, by enclosures of 128 bits. */
class ScatterbrainPropertiesTest {
    private static final int TRIES = 60;
    private static final BigBalls A = new BigBalls(128);

    /** A drawn case. */
    private record Drawn(Matrix q, Matrix k, Matrix v, Matrix w, FeatureMap map, Scale tau, SparseSupport s) {
        static Drawn of(long seed) {
            SplitMix64 g = new SplitMix64(seed);
            int n = 1 + (int) g.nextBelow(5);
            int m = 1 + (int) g.nextBelow(5);
            int d = 1 + (int) g.nextBelow(4);
            boolean causal = g.nextBelow(2) == 0;
            AllowedKeys allowed =
                    (causal ? AttentionMask.causal(CausalAlignment.BOTTOM_RIGHT) : AttentionMask.NONE).allowed(n, m);
            BitSet[] pairs = new BitSet[n];
            for (int i = 0; i < n; i++) {
                pairs[i] = BitSet.valueOf(new long[] {g.nextBelow(1L << m)});
            }
            return new Drawn(
                    matrix(g, n, d),
                    matrix(g, m, d),
                    matrix(g, m, 2),
                    matrix(g, 1 + (int) g.nextBelow(4), d),
                    g.nextBelow(2) == 0 ? FeatureMap.PLUS : FeatureMap.HYPERBOLIC,
                    Scale.reciprocalSqrt(d),
                    SparseSupport.of(allowed, pairs));
        }

        private static Matrix matrix(SplitMix64 g, int rows, int columns) {
            double[] x = new double[rows * columns];
            for (int e = 0; e < x.length; e++) {
                x[e] = 2 * g.nextSymmetric();
            }
            return new Matrix(rows, columns, x);
        }

        Grid<Ball> logits() {
            return SoftmaxAttention.logits(A, A.literal(q), A.literal(k), tau, null);
        }

        Grid<Ball> features(Matrix vectors) {
            return map.features(A, A.scaleByRoot(A.literal(vectors), tau), A.literal(w));
        }

        Grid<Ball> estimates() {
            return ScatterbrainAttention.estimates(A, features(q), features(k), map.divisor(w.rows()));
        }

        Grid<Ball> unnormalised(SparseSupport support) {
            return ScatterbrainAttention.unnormalised(A, logits(), estimates(), support);
        }

        Grid<Ball> output(SparseSupport support) {
            return ScatterbrainAttention.output(A, unnormalised(support), A.literal(v), support);
        }
    }

    private static void assertMeet(Grid<Ball> x, Grid<Ball> y) {
        assertEquals(x.rows(), y.rows());
        assertEquals(x.columns(), y.columns());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                assertTrue(A.get(x, i, j).meets(A.get(y, i, j)), i + ", " + j + ": " + x + " and " + y);
            }
        }
    }

    @Property(tries = TRIES)
    void scatterbrainC18FullSupportIsSoftmaxAttention(@ForAll @LongRange(min = 0) long seed) {
        Drawn c = Drawn.of(seed);
        assertMeet(
                c.output(SparseSupport.full(c.s().allowed())),
                SoftmaxAttention.output(A, c.logits(), A.literal(c.v()), c.s().allowed()));
    }

    @Property(tries = TRIES)
    void scatterbrainC19TheEfficientFormIsTheDenseOne(@ForAll @LongRange(min = 0) long seed) {
        Drawn c = Drawn.of(seed);
        Grid<Ball> sums = ScatterbrainAttention.efficientSums(
                A,
                c.logits(),
                c.features(c.q()),
                c.features(c.k()),
                A.literal(c.v()),
                c.map().divisor(c.w().rows()),
                c.s());
        assertMeet(ScatterbrainAttention.efficientOutput(A, sums, c.s()), c.output(c.s()));
    }

    /** All sign vectors as projections: their mean is Lam prod cosh(z_l) outside the support, the kernel on it. */
    @Property(tries = TRIES)
    void scatterbrainC24TheSignDesignGivesItsKernel(@ForAll @LongRange(min = 0) long seed) {
        Drawn c = Drawn.of(seed);
        int d = c.q().columns();
        double[] signs = new double[d << d];
        for (int e = 0; e < signs.length; e++) {
            signs[e] = (e / d >> e % d & 1) == 0 ? 1 : -1;
        }
        Drawn all = new Drawn(c.q(), c.k(), c.v(), new Matrix(1 << d, d, signs), c.map(), c.tau(), c.s());
        Grid<Ball> x = A.scaleByRoot(A.literal(c.q()), c.tau());
        Grid<Ball> y = A.scaleByRoot(A.literal(c.k()), c.tau());
        Grid<Ball> kernel = A.matrix(c.q().rows(), c.k().rows(), (i, j) -> {
            Ball product = Ball.ONE;
            for (int l = 0; l < d; l++) {
                Ball a = A.get(x, i, l);
                Ball b = A.get(y, j, l);
                Ball norms = a.square(128).add(b.square(128), 128).shift(-1);
                product = product.multiply(a.add(b, 128).cosh(128), 128)
                        .multiply(norms.negate().exp(128), 128);
            }
            return product;
        });
        assertMeet(all.unnormalised(c.s()), ScatterbrainAttention.combined(A, A.exp(c.logits()), kernel, c.s()));
    }

    /** |out - o| <= R sum |eta| p / (1 + sum eta p), and every output is a mean of values. */
    @Property(tries = TRIES)
    void scatterbrainC21TheConditionalErrorIsBounded(@ForAll @LongRange(min = 0) long seed) {
        Drawn c = Drawn.of(seed);
        AllowedKeys allowed = c.s().allowed();
        Grid<Ball> out = c.output(c.s());
        Grid<Ball> exact = c.output(SparseSupport.full(allowed));
        Grid<Ball> p = A.softmaxRows(c.logits(), allowed);
        Grid<Ball> w = c.unnormalised(c.s());
        Grid<Ball> sigma = A.exp(c.logits());
        for (int i = 0; i < out.rows(); i++) {
            Ball absolute = Ball.ZERO;
            Ball signed = Ball.ONE;
            for (int j = 0; j < c.k().rows(); j++) {
                if (allowed.allows(i, j)) {
                    Ball eta = A.get(w, i, j).divide(A.get(sigma, i, j), 128).subtract(Ball.ONE, 128);
                    absolute = absolute.add(eta.abs().multiply(A.get(p, i, j), 128), 128);
                    signed = signed.add(eta.multiply(A.get(p, i, j), 128), 128);
                }
            }
            for (int column = 0; column < 2; column++) {
                double low = Double.POSITIVE_INFINITY;
                double high = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < c.k().rows(); j++) {
                    if (allowed.allows(i, j)) {
                        low = Math.min(low, c.v().get(j, column));
                        high = Math.max(high, c.v().get(j, column));
                    }
                }
                if (allowed.count(i) == 0) {
                    assertTrue(A.get(out, i, column).isZero());
                    continue;
                }
                Ball range = Ball.of(org.fiducial.number.Dyadic.of(high).subtract(org.fiducial.number.Dyadic.of(low)));
                Ball distance = A.get(out, i, column)
                        .subtract(A.get(exact, i, column), 128)
                        .abs();
                assertTrue(range.multiply(absolute, 128).divide(signed, 128).less(distance) != Truth.TRUE);
                assertTrue(A.get(out, i, column).less(Ball.of(org.fiducial.number.Dyadic.of(low))) != Truth.TRUE);
                assertTrue(Ball.of(org.fiducial.number.Dyadic.of(high)).less(A.get(out, i, column)) != Truth.TRUE);
            }
        }
    }

    @Property(tries = TRIES)
    void scatterbrainC23HashesSeeDirectionsAlone(@ForAll @LongRange(min = 0) long seed) {
        Drawn c = Drawn.of(seed);
        SplitMix64 g = new SplitMix64(~seed);
        int d = c.q().columns();
        Matrix planes = Drawn.matrix(g, 3, d);
        Matrix rotation = Drawn.matrix(g, d, 3);
        double[] shorter = c.q().values().clone();
        for (int e = 0; e < shorter.length; e++) {
            shorter[e] *= 0.25;
        }
        Matrix scaled = new Matrix(c.q().rows(), d, shorter);
        assertArrayEquals(DirectionHash.hyperplanes(c.q(), planes), DirectionHash.hyperplanes(scaled, planes));
        assertArrayEquals(DirectionHash.crossPolytope(c.q(), rotation), DirectionHash.crossPolytope(scaled, rotation));
    }
}
