package org.fiducial.oracle.scatterbrain;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.fiducial.operator.scatterbrain.BalancedClusters;
import org.fiducial.operator.scatterbrain.DirectionHash;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The draws of a case's hashes, one table after another.
 *
 * @param tensor hyperplanes [L, kappa, d], rotations [L, d, b] or cluster projections [L, d + 2]
 */
record HashDraws(Tensor tensor, ScatterbrainParameters parameters) {
    private static final String[] NAMES = {"hyperplanes", "rotations", "cluster-projections"};

    /** Name of the tensor that holds the draws of such a support; empty where there are none. */
    private static String name(SupportKind support) {
        return switch (support) {
            case HYPERPLANE -> NAMES[0];
            case CROSS_POLYTOPE -> NAMES[1];
            case CLUSTERS -> NAMES[2];
            default -> "";
        };
    }

    /** Name and shape of the tensor for vectors of that width. */
    static String expected(SupportKind support, int width) {
        return switch (support) {
            case HYPERPLANE -> "hyperplanes [tables, at most 31 bits, " + width + "]";
            case CROSS_POLYTOPE -> "rotations [tables, " + width + ", buckets / 2]";
            default -> "cluster-projections [hashes, " + (width + 2) + "]";
        };
    }

    /** The draws of a case, or null if it has none. */
    static @Nullable HashDraws read(Map<String, Tensor> tensors, ScatterbrainParameters parameters, int width)
            throws CaseException {
        SupportKind support = parameters.support();
        String name = name(support);
        for (String other : NAMES) {
            if (tensors.containsKey(other) && !other.equals(name)) {
                throw new CaseException("the case has a tensor " + other + ", expected parameter support to use it");
            }
        }
        Tensor t = name.isEmpty() ? null : CaseTensors.optional(tensors, name);
        if (t == null) {
            return null;
        }
        int[] s = t.shape().sizes();
        boolean fits =
                switch (support) {
                    case HYPERPLANE -> s.length == 3 && s[2] == width && s[1] <= 31;
                    case CROSS_POLYTOPE -> s.length == 3 && s[1] == width;
                    default -> s.length == 2 && s[1] == width + 2;
                };
        if (!fits || t.elements() == 0) {
            throw new CaseException(
                    "tensor " + name + " has shape " + t.shape() + ", expected " + expected(support, width));
        }
        CaseTensors.requireFloat(name, t);
        CaseTensors.requireFinite(name, t);
        return new HashDraws(t, parameters);
    }

    int tables() {
        return tensor.shape().size(0);
    }

    /** The directions along which table t scores vectors, one row each. */
    Matrix directions(int t) {
        Matrix draw = tensor.matrix(t);
        if (parameters.support() == SupportKind.HYPERPLANE) {
            return draw;
        }
        double[] turned = new double[draw.rows() * draw.columns()];
        for (int e = 0; e < turned.length; e++) {
            turned[e] = draw.get(e % draw.rows(), e / draw.rows());
        }
        return new Matrix(draw.columns(), draw.rows(), turned);
    }

    /** The pairs that table t puts together. */
    BitSet[] pairs(Matrix query, Matrix key, int t) throws CaseException {
        if (parameters.support() == SupportKind.CLUSTERS) {
            try {
                Matrix alpha = tensor.matrix().rows(t, t + 1);
                return BalancedClusters.pairs(query, key, alpha, parameters.queryCluster(), parameters.keyCluster());
            } catch (IllegalArgumentException e) {
                throw new CaseException(String.valueOf(e.getMessage()));
            }
        }
        Matrix draw = tensor.matrix(t);
        boolean planes = parameters.support() == SupportKind.HYPERPLANE;
        int[] ofQuery = planes ? DirectionHash.hyperplanes(query, draw) : DirectionHash.crossPolytope(query, draw);
        int[] ofKey = planes ? DirectionHash.hyperplanes(key, draw) : DirectionHash.crossPolytope(key, draw);
        return DirectionHash.collisions(List.of(ofQuery), List.of(ofKey));
    }
}
