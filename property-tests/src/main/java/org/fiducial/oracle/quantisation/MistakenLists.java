package org.fiducial.oracle.quantisation;

import org.jspecify.annotations.Nullable;

/** The lists of one mistake, each formed once as elements are asked for row by row. */
final class MistakenLists {
    private final QuantisationLists lists;
    private final QuantisationMistake mistake;
    private final @Nullable QuantisedRow[] known;

    MistakenLists(QuantisationLists lists, QuantisationMistake mistake) {
        this.lists = lists;
        this.mistake = mistake;
        known = new @Nullable QuantisedRow[mistake == QuantisationMistake.COLUMNS ? lists.columns() : 1];
    }

    private int lastRow = -1;

    /** The list of an element; null if the mistake changes nothing there. */
    @Nullable
    QuantisedRow of(int row, int column) {
        int place = mistake == QuantisationMistake.COLUMNS ? column : 0;
        boolean lasts = mistake == QuantisationMistake.COLUMNS || mistake == QuantisationMistake.WHOLE_TENSOR;
        if (known[place] == null || !lasts && row != lastRow) {
            known[place] = lists.mistaken(mistake, row, column);
            lastRow = row;
        }
        return known[place];
    }
}
