package org.fiducial.theory.cost;

import java.util.BitSet;
import java.util.List;

/** A matrix of which only the shape, the places that are not exact zeros, and the cost of each place are known. */
public final class Counted {
    final int rows;
    final int columns;
    final long order;
    /** Places that hold a number, row by row; elsewhere stands an exact zero that costs nothing. */
    final BitSet present;

    final List<Counted> parents;
    final Demand demand;

    /** What computing some places of a matrix costs. */
    @FunctionalInterface
    interface Demand {
        /**
         * The cost of the needed places, given their operands.
         *
         * @param needed present places that are needed
         * @param operands to each of which the places needed of that parent are added
         */
        Operations of(BitSet needed, List<BitSet> operands);
    }

    Counted(int rows, int columns, long order, BitSet present, List<Counted> parents, Demand demand) {
        this.rows = rows;
        this.columns = columns;
        this.order = order;
        this.present = present;
        this.parents = parents;
        this.demand = demand;
    }

    boolean has(int i, int j) {
        return present.get(i * columns + j);
    }
}
