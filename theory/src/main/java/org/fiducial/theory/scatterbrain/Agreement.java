package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;

/**
 * Numbers that two independent definitions give, compared as enclosures: equality can only be shown to a number of bits, so both enclosures
 * have to be that narrow and meet. Apart means refuted, wide means undecided.
 */
final class Agreement {
    private final int bits;
    private int compared;
    private String apart = "";
    private String wide = "";

    Agreement(int bits) {
        this.bits = bits;
    }

    /** Compares two values, relative to the larger of 1 and the magnitude of the second. */
    void of(String name, Ball left, Ball right) {
        compared++;
        Dyadic size = right.midpoint().abs();
        Dyadic unit = Dyadic.powerOfTwo(-bits + Math.max(0, size.isZero() ? 0 : size.floorLog2()));
        if (!left.meets(right)) {
            apart = apart.isEmpty() ? name + ": " + left + " against " + right : apart;
        } else if (left.radius().add(right.radius()).compareTo(unit) > 0) {
            wide = wide.isEmpty() ? name + ": " + left + " and " + right + " are known too roughly" : wide;
        }
    }

    Evidence evidence(EvidenceKind kind, String scope) {
        if (!apart.isEmpty()) {
            return Evidence.refuted(apart);
        }
        if (!wide.isEmpty()) {
            return Evidence.undecided(wide);
        }
        return compared == 0
                ? Evidence.vacuous("nothing was compared")
                : Evidence.verified(kind, scope)
                        .with("values compared", compared)
                        .with("equal to bits", bits);
    }
}
