package org.fiducial.theory.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.tensor.Matrix;

/**
 * Mean squared errors of the un-normalised matrix against the scale of the logits (the inverse temperature of the softmax), enclosed: what
 * hashing alone, random features alone and both together leave, each as a root relative to the kernel's Frobenius norm. Claims C15, C23.
 *
 * @param points one for each scale, ascending
 * @param description what the curves are about
 */
public record TemperatureCurves(List<Point> points, String description) {
    private static final int P = 128;

    public TemperatureCurves {
        points = List.copyOf(points);
    }

    /**
     * The errors at one scale.
     *
     * @param scale beta, what the inner products are multiplied by
     */
    public record Point(double scale, Ball sparse, Ball lowRank, Ball both) {}

    /**
     * Two clusters of four unit queries and four unit keys each: cosine 31/32 between a query and a key of one cluster, 0 across. A pair
     * collides with the probability that four hyperplane bits agree in one of two tables.
     */
    public static TemperatureCurves clustered() {
        int n = 8;
        Dyadic[][] cosines = new Dyadic[n][n];
        Ball[][] collisions = new Ball[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cosines[i][j] = i / 4 == j / 4 ? Dyadic.of(1 - 1.0 / 32) : Dyadic.ZERO;
                collisions[i][j] = Collisions.tables(Collisions.hyperplane(Ball.of(cosines[i][j]), P), 4, 2, P);
            }
        }
        List<Point> points = new ArrayList<>();
        for (int e = -12; e <= 8; e++) {
            double scale = Math.rint(Math.pow(2, e / 4.0) * 256) / 256;
            Ball beta = Ball.of(Dyadic.of(scale));
            EntryMoments m = new EntryMoments(FeatureMap.HYPERBOLIC, ProjectionLaw.INDEPENDENT, 16, 22);
            Sums sums = new Sums();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    // Unit vectors times sqrt(beta).
                    Ball inner = Ball.of(cosines[i][j]).multiply(beta, P);
                    EntryMoments.Pair z = new EntryMoments.Pair(
                            inner,
                            beta.add(inner, P).shift(1),
                            beta.subtract(inner, P).shift(1),
                            beta.shift(1));
                    sums.add(m, z, collisions[i][j]);
                }
            }
            points.add(sums.point(scale));
        }
        return new TemperatureCurves(
                points,
                "Two clusters of four unit queries and keys, cosine 31/32 within and 0 across; hyp features, M = 22; two tables of four hyperplane bits.");
    }

    /**
     * The curves of given queries and keys: tau times the scale of each point, with a known collision probability of each pair.
     *
     * @param query [n, d]
     * @param key [m, d]
     * @param collision p_ij
     */
    public static TemperatureCurves of(
            Matrix query, Matrix key, Scale tau, EntryMoments moments, Ball[][] collision, String description) {
        List<Point> points = new ArrayList<>();
        for (int e = -8; e <= 8; e++) {
            double scale = Math.rint(Math.pow(2, e / 2.0) * 256) / 256;
            Scale scaled = new Scale(tau.factor().multiply(Dyadic.of(scale)), tau.radicand());
            Sums sums = new Sums();
            for (int i = 0; i < query.rows(); i++) {
                for (int j = 0; j < key.rows(); j++) {
                    EntryMoments.Pair z = EntryMoments.Pair.of(query.rows(i, i + 1), key.rows(j, j + 1), scaled);
                    sums.add(moments, z, collision[i][j]);
                }
            }
            points.add(sums.point(scale));
        }
        return new TemperatureCurves(points, description);
    }

    /** Squared errors summed over entries. */
    private static final class Sums {
        private Ball kernel = Ball.ZERO;
        private Ball sparse = Ball.ZERO;
        private Ball lowRank = Ball.ZERO;
        private Ball both = Ball.ZERO;

        private void add(EntryMoments m, EntryMoments.Pair z, Ball collision) {
            Ball square = m.kernel(z, P).square(P);
            Ball missed = Ball.ONE.subtract(collision, P);
            Ball variance = m.variance(z, P);
            kernel = kernel.add(square, P);
            sparse = sparse.add(square.multiply(missed, P), P);
            lowRank = lowRank.add(variance, P);
            both = both.add(variance.multiply(missed, P), P);
        }

        private Point point(double scale) {
            return new Point(scale, relative(sparse), relative(lowRank), relative(both));
        }

        private Ball relative(Ball error) {
            return error.divide(kernel, P).abs().sqrt(P);
        }
    }
}
