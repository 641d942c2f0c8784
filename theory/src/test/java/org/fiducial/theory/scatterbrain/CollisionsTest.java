package org.fiducial.theory.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;

/** Collision probabilities by a second method: plain numerical integration. */
class CollisionsTest {
    /**
     * p_b = 2b int int f(s, t) P(|X| < s, |Y| < t)^(b-1) over the positive quadrant, by the trapezoidal rule on a grid of that spacing; the
     * inner probability is accumulated along the way.
     */
    private static double crossPolytope(int b, double rho, double h) {
        int n = (int) Math.round(7 / h);
        double c = 1 - rho * rho;
        double[][] both = new double[n + 1][n + 1];
        double[][] plus = new double[n + 1][n + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                double s = i * h;
                double t = j * h;
                double up = Math.exp(-(s * s - 2 * rho * s * t + t * t) / (2 * c)) / (2 * Math.PI * Math.sqrt(c));
                double down = Math.exp(-(s * s + 2 * rho * s * t + t * t) / (2 * c)) / (2 * Math.PI * Math.sqrt(c));
                plus[i][j] = up;
                both[i][j] = 2 * (up + down);
            }
        }
        double[][] inside = new double[n + 1][n + 1];
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= n; j++) {
                double cell = (both[i][j] + both[i - 1][j] + both[i][j - 1] + both[i - 1][j - 1]) / 4 * h * h;
                inside[i][j] = inside[i - 1][j] + inside[i][j - 1] - inside[i - 1][j - 1] + cell;
            }
        }
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                double weight = (i == 0 || i == n ? 0.5 : 1) * (j == 0 || j == n ? 0.5 : 1);
                sum += weight * plus[i][j] * Math.pow(inside[i][j], b - 1);
            }
        }
        return 2 * b * sum * h * h;
    }

    /** Two spacings and Richardson's step. */
    private static double sharper(int b, double rho) {
        double coarse = crossPolytope(b, rho, 0.02);
        double fine = crossPolytope(b, rho, 0.01);
        return fine + (fine - coarse) / 3;
    }

    @Test
    void scatterbrainC23CrossPolytopeValues() {
        assertEquals(0.362637679, sharper(3, 0.5), 2e-6);
        assertEquals(0.316718519, sharper(4, 0.5), 2e-6);
        assertEquals(0.232500743, sharper(8, 0.5), 2e-6);
        assertEquals(0.172987344, sharper(16, 0.5), 2e-6);
        assertEquals(0.535202344, sharper(4, 0.8), 2e-6);
        assertEquals(0.460836773, sharper(8, 0.8), 2e-6);
        assertEquals(0.307305395, sharper(64, 0.8), 2e-6);
        // b = 2: the square of the hyperplane's probability; rho = 0: all 2b places alike.
        assertEquals(Math.pow(2.0 / 3, 2), sharper(2, 0.5), 2e-6);
        assertEquals(1.0 / 16, sharper(8, 0), 2e-6);
    }

    @Test
    void scatterbrainC23HyperplanesAgreeWithTheArcCosine() {
        for (double c : new double[] {-1, -0.999999, -0.5, 0, 0.25, 0.999, 1}) {
            Ball p = Collisions.hyperplane(Ball.of(Dyadic.of(c)), 128);
            assertEquals(1 - Math.acos(c) / Math.PI, p.midpoint().toDouble(), 1e-12, "cosine " + c);
        }
        // A cosine that may be beyond 1 by its radius is 1 up to what the radius allows.
        Ball near = Collisions.hyperplane(Ball.ONE.plusMinus(Dyadic.powerOfTwo(-100)), 128);
        assertEquals(true, near.contains(Dyadic.ONE) && near.radius().toDouble() < 1e-14);
    }
}
