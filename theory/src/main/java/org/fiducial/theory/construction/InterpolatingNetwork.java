package org.fiducial.theory.construction;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;
import org.jspecify.annotations.Nullable;

/**
 * The builder of sheet urpe C7: a URPE network that is the interpolant of its target on the Kuhn triangulation, everywhere. The
 * certificate is about the built weights: {@link GridEvaluation} evaluates them exactly on the whole cube, {@link InterpolationError}
 * bounds the rest cell by cell.
 */
public final class InterpolatingNetwork {
    /** Hats, that is hidden units of the last layer, that a network may have. */
    static final long MOST_HATS = 30_000;

    private InterpolatingNetwork() {}

    /**
     * Builds and certifies a network.
     *
     * @param eps the largest distance allowed, in the norm
     * @throws ConstructionException if the target cannot be enclosed or needs too many cells
     */
    public static Construction of(Target target, Norm norm, double eps) throws ConstructionException {
        int n = target.n();
        double goal = entryGoal(n, norm, eps);
        int cells = cells(target, goal);
        double[][] values = TableValues.atVertices(target, cells);
        TransformerNetwork<SparseMatrix> network = network(n, cells, TableValues.table(values, cells));
        Affine<SparseMatrix> readOut = required(network.readOut());
        int width = readOut.weights().rows();
        double[][] found = GridEvaluation.values(
                n, cells, width, GridEvaluation.embedded(network, cells), network.blocks(), readOut);
        return certified("urpe", "interpolating network (urpe-C7)", target, norm, goal, cells, network, found, 0);
    }

    /** The weights of the sheet: four blocks for two or three tokens. */
    public static TransformerNetwork<SparseMatrix> network(int n, int cells, KuhnCircuit.Table table) {
        return CoordinateBlock.network(n, KuhnCircuit.of(n, cells, table));
    }

    /** The cells along each axis at which the interpolant alone keeps the goal, with room for its rounded values. */
    static int cells(Target target, double goal) throws ConstructionException {
        double room = Math.nextDown(goal * (1 - 0x1p-30));
        return GridSearch.smallest(
                GridSearch.most(target.n(), MOST_HATS),
                "interpolation within " + goal,
                g -> new InterpolationError(target, g, room).bound() <= room);
    }

    /** The largest error of an entry with which the norm is kept: d_p is at most n^(1/p) of it on the unit cube. */
    static double entryGoal(int n, Norm norm, double eps) {
        return norm.isSup() ? eps : Math.nextDown(eps / CellBoxes.root(n, norm.power()));
    }

    static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("a constructed network without embedding or read-out");
        }
        return part;
    }

    /**
     * The certificate of a network that is affine on every simplex.
     *
     * @param values its exact values at the grid points
     * @param more an error besides, such as that of its attention
     */
    static Construction certified(
            String operator,
            String builder,
            Target target,
            Norm norm,
            double goal,
            int cells,
            TransformerNetwork<SparseMatrix> network,
            double[][] values,
            double more)
            throws ConstructionException {
        double interpolation = new InterpolationError(target, cells, goal).bound();
        double table = TableValues.distance(target, cells, values);
        double entry = Interval.up(Interval.up(interpolation, table), more);
        if (!(entry <= goal)) {
            throw new ConstructionException("the network built is within " + entry + " only, expected " + goal);
        }
        double bound = norm.isSup() ? entry : Interval.productUp(entry, CellBoxes.root(target.n(), norm.power()));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cells along each axis", String.valueOf(cells));
        facts.put("cells", String.valueOf((long) Math.pow(cells, target.n())));
        facts.put("interpolation error, all cells", String.valueOf(interpolation));
        facts.put("table error, all grid points", String.valueOf(table));
        if (more > 0) {
            facts.put("attention error", String.valueOf(more));
        }
        return new Construction(operator, builder, target, norm, network, bound, facts);
    }
}
