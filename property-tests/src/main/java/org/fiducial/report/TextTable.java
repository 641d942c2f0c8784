package org.fiducial.report;

import java.util.ArrayList;
import java.util.List;

/** Tables and paragraphs of plain text. */
public final class TextTable {
    private static final int GAP = 2;
    private static final int NARROWEST = 24;

    private TextTable() {}

    /**
     * Rows in aligned columns; the last column is wrapped, and columns before it where they would take more than three fifths of a line.
     *
     * @param rows cells; every row as long as the first
     * @param indent blanks before each line
     * @param width longest line, as far as single words allow
     */
    public static List<String> lines(List<List<String>> rows, int indent, int width) {
        List<String> lines = new ArrayList<>();
        if (rows.isEmpty()) {
            return lines;
        }
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        int[] least = new int[last];
        java.util.Arrays.fill(least, NARROWEST);
        for (List<String> row : rows) {
            for (int c = 0; c < last; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
                for (String word : words(row.get(c))) {
                    least[c] = Math.max(least[c], word.length());
                }
            }
        }
        narrow(widths, least, width * 3 / 5 - indent);
        int start = indent;
        for (int w : widths) {
            start += w + GAP;
        }
        for (List<String> row : rows) {
            List<List<String>> cells = new ArrayList<>();
            int height = 0;
            for (int c = 0; c <= last; c++) {
                boolean fits = c < last && row.get(c).length() <= widths[c];
                cells.add(
                        fits
                                ? List.of(row.get(c))
                                : c < last
                                        ? wrap(breakable(row.get(c)), widths[c])
                                        : wrap(row.get(c), Math.max(NARROWEST, width - start)));
                height = Math.max(height, cells.get(c).size());
            }
            for (int k = 0; k < height; k++) {
                StringBuilder line = new StringBuilder(" ".repeat(indent));
                for (int c = 0; c <= last; c++) {
                    String part = k < cells.get(c).size() ? cells.get(c).get(k) : "";
                    line.append(c < last ? padded(part.replace("| ", "|"), widths[c] + GAP) : part);
                }
                lines.add(line.toString().stripTrailing());
            }
        }
        return lines;
    }

    /** Alternatives may stand on lines of their own. */
    private static String breakable(String cell) {
        return cell.replace("|", "| ");
    }

    private static String[] words(String cell) {
        return breakable(cell).strip().split("\\s+");
    }

    /** Takes from the widest column that may be narrower, until all have room or none may. */
    private static void narrow(int[] widths, int[] least, int room) {
        int sum = 0;
        for (int w : widths) {
            sum += w + GAP;
        }
        for (; sum > room; sum--) {
            int widest = -1;
            for (int c = 0; c < widths.length; c++) {
                boolean may = widths[c] > least[c];
                widest = may && (widest < 0 || widths[c] > widths[widest]) ? c : widest;
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
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
