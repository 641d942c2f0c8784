package org.fiducial.report;

import java.util.ArrayList;
import java.util.List;

/** Tables and paragraphs of plain text. */
public final class TextTable {
    private static final int GAP = 2;
    private static final int NARROWEST = 24;

    private TextTable() {}

    /**
     * Rows in aligned columns, the last column wrapped.
     *
     * @param rows cells; every row as long as the first
     * @param indent blanks before each line
     * @param width longest line, as far as the columns before the last allow
     */
    public static List<String> lines(List<List<String>> rows, int indent, int width) {
        List<String> lines = new ArrayList<>();
        if (rows.isEmpty()) {
            return lines;
        }
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int c = 0; c < last; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int start = indent;
        for (int w : widths) {
            start += w + GAP;
        }
        for (List<String> row : rows) {
            StringBuilder head = new StringBuilder(" ".repeat(indent));
            for (int c = 0; c < last; c++) {
                head.append(padded(row.get(c), widths[c] + GAP));
            }
            List<String> tail = wrap(row.get(last), Math.max(NARROWEST, width - start));
            lines.add((head + tail.get(0)).stripTrailing());
            for (String more : tail.subList(1, tail.size())) {
                lines.add(" ".repeat(start) + more);
            }
        }
        return lines;
    }

    /** Lines of whole words, none longer than the width unless one word is; at least one line. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The text with blanks behind it up to that length. */
    public static String padded(String text, int length) {
        return text + " ".repeat(Math.max(0, length - text.length()));
    }
}
