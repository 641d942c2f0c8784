package org.fiducial.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables of plain text. */
class TextTableTest {
    @Test
    void theLastColumnIsWrapped() {
        assertEquals(
                List.of("  a    one two three four five", "       six", "  bcd  seven"),
                TextTable.lines(List.of(List.of("a", "one two three four five six"), List.of("bcd", "seven")), 2, 29));
    }

    /** A column that would push the last one aside is wrapped too, behind bars where it has no blanks. */
    @Test
    void wideColumnsAreWrappedToo() {
        assertEquals(
                List.of(
                        "name  alpha|beta|gamma|         what it is and more of",
                        "      delta|epsilon|zeta        it here",
                        "n     short                     again"),
                TextTable.lines(
                        List.of(
                                List.of(
                                        "name",
                                        "alpha|beta|gamma|delta|epsilon|zeta",
                                        "what it is and more of it here"),
                                List.of("n", "short", "again")),
                        0,
                        54));
    }

    /** A single long word keeps its column apart from the next. */
    @Test
    void longWordsKeepTheirColumn() {
        assertEquals(
                List.of(
                        "host:per-token-quantisation  33 rows of 200, 4 bits,   x",
                        "                             codes"),
                TextTable.lines(
                        List.of(List.of("host:per-token-quantisation", "33 rows of 200, 4 bits, codes", "x")), 0, 90));
    }
}
