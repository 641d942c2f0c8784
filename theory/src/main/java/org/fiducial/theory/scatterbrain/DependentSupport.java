package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;

/** Claim C14: a support that depends on the projections destroys unbiasedness; two explicit examples. */
final class DependentSupport {
    private static final int P = 256;

    private DependentSupport() {}

    static List<Part> parts() {
        return List.of(
                Part.of("shared randomness", EvidenceKind.CONSTRUCTED, Shared.class, v -> run -> shared(v)),
                Part.of(
                        "support from the estimate",
                        EvidenceKind.CONSTRUCTED,
                        Adaptive.class,
                        v -> run -> adaptive(v)));
    }

    private enum Shared {
        STATEMENT,
        INDEPENDENT_PLANE,
        MEAN_IS_THE_KERNEL
    }

    /**
     * x = e_1, y = e_2, the one hyperplane is the projection itself: the pair is in the support where w_1 and w_2 have one sign. By
     * halves of the line E w = 1/2 + 2 e^(-1) E[e^g; g > 0] E[e^g; g < 0], against 1/2 + 2 Phi(1) Phi(-1).
     */
    private static Evidence shared(Shared v) {
        Ball half = Ball.ONE.shift(-1);
        Ball up = HalfNormal.exponential(Ball.ONE, P).shift(-1);
        Ball down = HalfNormal.exponential(Ball.ONE.negate(), P).shift(-1);
        Ball found = half.add(
                up.multiply(down, P).shift(1).multiply(Ball.ONE.negate().exp(P), P), P);
        if (v == Shared.INDEPENDENT_PLANE) {
            found = Ball.ONE;
        }
        Ball phi = Ball.ONE.normalDistribution(P);
        Ball claimed = half.add(phi.multiply(Ball.ONE.subtract(phi, P), P).shift(1), P);
        if (v == Shared.MEAN_IS_THE_KERNEL) {
            claimed = Ball.ONE;
        }
        Agreement agreement = new Agreement(150);
        agreement.of("mean", found, claimed);
        Evidence e = agreement.evidence(EvidenceKind.CONSTRUCTED, "one pair with sigma = 1 and p = 1/2");
        return found.less(Ball.ONE) == Truth.TRUE || !e.isVerified()
                ? e.with("mean", found.midpoint().toDouble()).with("kernel", 1)
                : Evidence.refuted("the mean is not below the kernel");
    }

    private enum Adaptive {
        STATEMENT,
        LARGE_ESTIMATES_KEPT
    }

    /** S = {e > c}: E w = sigma (Phi(-k) + Phi(k - s)) < sigma for every threshold. */
    private static Evidence adaptive(Adaptive v) {
        double least = 1;
        for (double s : new double[] {0.25, 0.5, 1, 2}) {
            for (double k : new double[] {-2, -1, 0, 0.5, 1, 3}) {
                Ball exact = Ball.of(Dyadic.of(k)).negate().normalDistribution(P);
                // Without a support the mean is 1; keeping the large estimates as they are adds E[e; g > k] = Phi(s -
                // k).
                Ball kept = v == Adaptive.LARGE_ESTIMATES_KEPT
                        ? Ball.of(Dyadic.of(s - k)).normalDistribution(P)
                        : exact;
                Ball factor = kept.add(Ball.of(Dyadic.of(k - s)).normalDistribution(P), P);
                Truth t = factor.less(Ball.ONE);
                if (t != Truth.TRUE) {
                    return t == Truth.FALSE || factor.contains(Dyadic.ONE)
                            ? Evidence.refuted("s = " + s + ", k = " + k + ": factor " + factor)
                            : Evidence.undecided("s = " + s + ", k = " + k);
                }
                least = Math.min(least, factor.midpoint().toDouble());
            }
        }
        return Evidence.verified(EvidenceKind.CONSTRUCTED, "24 thresholds and spreads")
                .with("smallest factor of the kernel", least);
    }
}
