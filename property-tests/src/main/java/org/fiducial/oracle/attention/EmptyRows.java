package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.tensor.Matrix;

/** The head whose empty rows attend to all keys alike, as a large finite mask constant makes them (C14); other rows stay. */
final class EmptyRows {
    private EmptyRows() {}

    static AttentionHead uniform(AttentionHead head, AllowedKeys all) {
        int n = head.queries();
        int m = head.keys();
        double[] query = head.query().values().clone();
        Matrix b = head.bias();
        double[] bias = b == null ? null : b.values().clone();
        java.util.BitSet[] hidden = new java.util.BitSet[n];
        for (int i = 0; i < n; i++) {
            hidden[i] = new java.util.BitSet(m);
            if (head.allowed().count(i) == 0) {
                java.util.Arrays.fill(
                        query,
                        i * head.query().columns(),
                        (i + 1) * head.query().columns(),
                        0);
                if (bias != null) {
                    java.util.Arrays.fill(bias, i * m, (i + 1) * m, 0);
                }
            } else {
                for (int j = 0; j < m; j++) {
                    hidden[i].set(j, !head.allowed().allows(i, j));
                }
            }
        }
        return new AttentionHead(
                new Matrix(n, head.query().columns(), query),
                head.key(),
                head.value(),
                bias == null ? null : new Matrix(n, m, bias),
                head.tau(),
                head.mask(),
                all.without(hidden));
    }
}
