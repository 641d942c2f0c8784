package org.fiducial.theory.scatterbrain;

import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.cost.Counted;
import org.fiducial.theory.cost.OperationCount;
import org.fiducial.theory.cost.Operations;

/** Claim C26: operations of the efficient form, counted while its text runs. */
final class ScatterbrainCost {
    private ScatterbrainCost() {}

    static List<Part> parts() {
        return List.of(Part.of("efficient form", EvidenceKind.COUNTED, Cost.class, v -> run -> efficient(v)));
    }

    private enum Cost {
        STATEMENT,
        QUADRATIC_LOW_RANK,
        SUPPORT_NOT_COUNTED,
        NORMALISER_FOR_FREE
    }

    private static Evidence efficient(Cost v) {
        int sizes = 0;
        for (FeatureMap map : List.of(FeatureMap.PLUS, FeatureMap.HYPERBOLIC)) {
            for (int n : new int[] {2, 5}) {
                for (int m : new int[] {3, 4}) {
                    for (int d : new int[] {2, 7}) {
                        for (int dv : new int[] {1, 6}) {
                            for (int r : new int[] {1, 3}) {
                                String difference = difference(v, map, n, m, d, dv, r);
                                if (!difference.isEmpty()) {
                                    return Evidence.refuted(difference);
                                }
                                sizes++;
                            }
                        }
                    }
                }
            }
        }
        return Evidence.verified(EvidenceKind.COUNTED, "counts at a grid of two values of each of five sizes")
                .with("sizes", sizes);
    }

    private static String difference(Cost v, FeatureMap map, int n, int m, int d, int dv, int r) {
        OperationCount a = new OperationCount();
        Counted x = a.input(n, d);
        Counted y = a.input(m, d);
        Counted projections = a.input(r, d);
        BitSet[] pairs = new BitSet[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = new BitSet();
            pairs[i].set(i % m);
        }
        SparseSupport s = SparseSupport.of(AllowedKeys.all(n, m), pairs);
        Counted logits = a.matmul(x, a.transpose(y));
        Counted sums = ScatterbrainAttention.efficientSums(
                a,
                logits,
                map.features(a, x, projections, FeatureMap.halfSquaredNorms(a, x)),
                map.features(a, y, projections, FeatureMap.halfSquaredNorms(a, y)),
                a.input(m, dv),
                map.divisor(r),
                s);
        Operations found = a.count(List.of(sums));
        long f = map.features(r);
        long columns = dv + (v == Cost.NORMALISER_FOR_FREE ? 0 : 1);
        long lowRank = v == Cost.QUADRATIC_LOW_RANK ? (long) n * m * (f + columns) : (n + m) * f * columns;
        long sparse = v == Cost.SUPPORT_NOT_COUNTED ? 0 : s.size() * (d + f + columns);
        long adds = (long) (n + m) * r * d + lowRank + sparse;
        long exps = (n + m) * f + s.size();
        return found.multiplyAdds() == adds && found.exponentials() == exps
                ? ""
                : map.word() + ", n, m, d, dv, M = " + List.of(n, m, d, dv, r) + ": " + found + ", claimed " + adds
                        + " multiply-adds and " + exps + " exponentials";
    }
}
