package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.GaussianExpectation;

/** Claim C7: gradients of the un-normalised estimates are unbiased, with a known covariance. */
final class FeatureGradients {
    private static final int P = 128;

    private FeatureGradients() {}

    static List<Part> parts() {
        return List.of(
                Part.of("tilted Gaussian moments", EvidenceKind.CERTIFIED, Tilt.class, v -> run -> tilted(v)),
                IdentityTest.part("mean and covariance", Level.INDEPENDENT, 6, Gradient.class, Covariance::new));
    }

    private enum Tilt {
        STATEMENT,
        MEAN_NOT_MOVED,
        SECOND_MOMENT_WITHOUT_THE_MEAN
    }

    /** E g e^(ug) = u e^(u^2/2) and E g^2 e^(ug) = (1 + u^2) e^(u^2/2); coordinates are independent. */
    private static Evidence tilted(Tilt v) {
        Agreement agreement = new Agreement(90);
        for (double t : new double[] {0, 0.5, -1, 1.5, 2}) {
            Ball u = Ball.of(Dyadic.of(t));
            Ball e = u.square(P).shift(-1).exp(P);
            // |z| <= 5 e^|x| and |z|^2 <= 25 e^(2|x|) in the strip of width 4.
            GaussianExpectation g = new GaussianExpectation(4, 25, 2 + Math.abs(t));
            agreement.of(
                    "first moment at " + t,
                    g.of(x -> x.multiply(u.multiply(x, 192).exp(192), 192), P),
                    v == Tilt.MEAN_NOT_MOVED ? Ball.ZERO : u.multiply(e, P));
            Ball second = Ball.ONE.add(u.square(P), P);
            agreement.of(
                    "second moment at " + t,
                    g.of(x -> x.square(192).multiply(u.multiply(x, 192).exp(192), 192), P),
                    (v == Tilt.SECOND_MOMENT_WITHOUT_THE_MEAN ? Ball.ONE : second).multiply(e, P));
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "five tilts, by quadrature with proved error");
    }

    private enum Gradient {
        STATEMENT,
        QUERY_NOT_SUBTRACTED,
        COVARIANCE_AT_Z,
        KERNEL_TERM_MISSING
    }

    /**
     * With E w e^(w.z) = z e^(a/2), E w w^T e^(2w.z) = (I + 4 z z^T) e^(2a): the mean of Lam e^(w.z) (w - x) is sigma y, its covariance
     * sigma^2 (e^a (I + (2z - x)(2z - x)^T) - y y^T). Vectors are free, exponents are free exponentials.
     */
    private record Covariance(Gradient v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> s) {
            int d = 2 + s.cycle(2);
            T x = s.free(d, 1);
            T y = s.free(d, 1);
            T z = a.add(x, y);
            T half = s.exponents(1, 1); // a / 2
            T lam = s.exponents(1, 1); // ln Lam
            T kernel = a.exp(a.add(lam, half));
            T mean = a.multiply(v == Gradient.QUERY_NOT_SUBTRACTED ? z : a.subtract(z, x), kernel);
            T identity = identity(a, d);
            T twice = a.add(z, z);
            T second = a.add(identity, outer(a, twice, twice));
            T moved = a.add(a.subtract(second, a.add(outer(a, twice, x), outer(a, x, twice))), outer(a, x, x));
            T e2a = a.exp(a.add(a.add(half, half), a.add(half, half)));
            T lam2 = a.exp(a.add(lam, lam));
            T found = a.subtract(
                    a.multiply(moved, a.multiply(lam2, e2a)), outer(a, a.multiply(y, kernel), a.multiply(y, kernel)));
            T at = a.subtract(v == Gradient.COVARIANCE_AT_Z ? z : twice, x);
            T inner = a.multiply(a.add(identity, outer(a, at, at)), a.exp(a.add(half, half)));
            T claimed = v == Gradient.KERNEL_TERM_MISSING ? inner : a.subtract(inner, outer(a, y, y));
            return List.of(
                    new Sides<>("mean", mean, a.multiply(y, kernel)),
                    new Sides<>("covariance", found, a.multiply(claimed, a.multiply(kernel, kernel))));
        }

        private static <T> T outer(ExponentialField<T> a, T x, T y) {
            return a.matmul(x, a.transpose(y));
        }

        private static <T> T identity(ExponentialField<T> a, int d) {
            double[] one = new double[d * d];
            for (int i = 0; i < d; i++) {
                one[i * d + i] = 1;
            }
            return a.literal(new org.fiducial.tensor.Matrix(d, d, one));
        }
    }
}
