package org.fiducial.report;

import static org.fiducial.report.Numerals.brief;
import static org.fiducial.report.Numerals.count;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Verdict;

/** The plots of a verdict as inline SVG, drawn in the page's own colours. */
final class Plots {
    private static final int WIDTH = 720;
    private static final int LEFT = 64;
    private static final int RIGHT = WIDTH - 16;
    private static final int MOST_POINTS = 320;

    private Plots() {}

    /** How many elements have a ratio of error to bound in each range; the bound is the line at 1. */
    static String ratios(Verdict v) {
        long[] counts = v.ratios();
        int top = 24;
        int bottom = 200;
        double step = (double) (RIGHT - LEFT) / counts.length;
        long most = Math.max(1, Arrays.stream(counts).max().orElse(1));
        LogAxis axis = new LogAxis(-1, Math.max(1, (int) Math.ceil(Math.log10(most))), bottom, top);
        Markup m = start(250, "Number of elements by the ratio of their error to the bound");
        for (int e : axis.ticks(6)) {
            if (e >= 0) {
                gridline(m, axis.at(Math.pow(10, e)), count((long) Math.pow(10, e)));
            }
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                continue;
            }
            double lower = i == 0 ? 0 : Verdict.RATIO_EDGES[i - 1];
            double y = axis.at(counts[i]);
            String range = i == counts.length - 1
                    ? "ratio above " + brief(lower)
                    : "ratio from " + brief(lower) + " to " + brief(Verdict.RATIO_EDGES[i]);
            m.open(
                            "rect",
                            "class",
                            lower >= 1 ? "hot" : "mark",
                            "x",
                            at(LEFT + i * step + 1),
                            "y",
                            at(y),
                            "width",
                            at(step - 2),
                            "height",
                            at(bottom - y),
                            "rx",
                            "2")
                    .leaf("title", range + ": " + Numerals.counted(counts[i], "element"))
                    .close()
                    .line();
        }
        for (int i = 0; i < Verdict.RATIO_EDGES.length; i++) {
            double edge = Verdict.RATIO_EDGES[i];
            double x = LEFT + (i + 1) * step;
            label(m, x, bottom + 16, "middle", brief(edge));
            if (edge == 1) {
                m.empty("line", "class", "limit", "x1", at(x), "x2", at(x), "y1", at(top - 12), "y2", at(bottom));
                label(m, x - 5, top - 4, "end", "bound");
            }
        }
        baseline(m, bottom);
        label(m, (LEFT + RIGHT) / 2.0, bottom + 38, "middle", "error / bound");
        return m.close().toString();
    }

    /** The largest ratio of each query row, heads in order. */
    static String rows(Verdict v) {
        double[] all = v.rowRatios();
        int top = 16;
        int bottom = 180;
        int points = Math.min(all.length, MOST_POINTS);
        double[] worst = new double[points];
        for (int i = 0; i < all.length; i++) {
            int p = (int) ((long) i * points / all.length);
            worst[p] = worse(worst[p], all[i]);
        }
        LogAxis axis = LogAxis.around(worst, -6, 8, bottom, top);
        Markup m = start(230, "Largest ratio of error to bound in each query row");
        for (int e : axis.ticks(6)) {
            gridline(m, axis.at(Math.pow(10, e)), brief(Math.pow(10, e)));
        }
        double y1 = axis.at(1);
        m.empty("line", "class", "limit", "x1", at(LEFT), "x2", at(RIGHT), "y1", at(y1), "y2", at(y1));
        label(m, RIGHT, y1 - 4, "end", "bound");
        for (int p = 0; p < points; p++) {
            double x = LEFT + (p + 0.5) / points * (RIGHT - LEFT);
            m.empty(
                            "circle",
                            "class",
                            worst[p] <= 1 ? "mark" : "hot",
                            "cx",
                            at(x),
                            "cy",
                            at(axis.at(worst[p])),
                            "r",
                            "2")
                    .line();
        }
        baseline(m, bottom);
        label(m, LEFT, bottom + 16, "start", "row 0");
        label(m, RIGHT, bottom + 16, "end", "row " + count(all.length - 1));
        String each = points < all.length
                ? "query rows, heads in order; each point is the worst of "
                        + brief(Math.ceil((double) all.length / points))
                : "query rows, heads in order";
        label(m, (LEFT + RIGHT) / 2.0, bottom + 36, "middle", each);
        return m.close().toString();
    }

    private static double worse(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.POSITIVE_INFINITY : Math.max(a, b);
    }

    /** How far each catalogued mistake would have gone, as a multiple of the bound: to the right of 1 it is exposed. */
    static String power(List<Exposure> power) {
        List<Exposure> shown = power.stream().filter(Exposure::applicable).toList();
        int names = 190;
        int row = 22;
        int top = 22;
        int bottom = top + row * shown.size();
        double[] factors = shown.stream().mapToDouble(Exposure::factor).toArray();
        LogAxis axis = LogAxis.around(factors, -4, 9, names, RIGHT - 56);
        Markup m = start(bottom + 40, "Factor by which each catalogued mistake would leave the envelope");
        for (int e : axis.ticks(8)) {
            double x = axis.at(Math.pow(10, e));
            m.empty(
                    "line",
                    "class",
                    e == 0 ? "limit" : "grid",
                    "x1",
                    at(x),
                    "x2",
                    at(x),
                    "y1",
                    at(top - 4),
                    "y2",
                    at(bottom));
            label(m, x, bottom + 16, "middle", brief(Math.pow(10, e)));
        }
        label(m, axis.at(1), top - 9, "middle", "bound");
        for (int i = 0; i < shown.size(); i++) {
            Exposure e = shown.get(i);
            double y = top + i * row;
            double x0 = Math.min(axis.at(1), axis.at(e.factor()));
            double x1 = Math.max(axis.at(1), axis.at(e.factor()));
            label(m, names - 8, y + 15, "end", e.mistake());
            m.open(
                            "rect",
                            "class",
                            e.exposed() ? "mark" : "faint",
                            "x",
                            at(x0),
                            "y",
                            at(y + 4),
                            "width",
                            at(Math.max(1, x1 - x0)),
                            "height",
                            at(row - 8),
                            "rx",
                            "2")
                    .leaf(
                            "title",
                            e.mistake() + ": " + brief(e.factor()) + " times the bound, " + VerdictText.answer(e))
                    .close();
            label(m, x1 + 5, y + 15, "start", brief(e.factor()));
            m.line();
        }
        label(m, (names + RIGHT) / 2.0, bottom + 34, "middle", "distance of the mistaken output / bound");
        return m.close().toString();
    }

    private static Markup start(int height, String meaning) {
        return new Markup()
                .open("svg", "viewBox", "0 0 " + WIDTH + " " + height, "role", "img", "aria-label", meaning)
                .line();
    }

    private static void gridline(Markup m, double y, String text) {
        m.empty("line", "class", "grid", "x1", at(LEFT), "x2", at(RIGHT), "y1", at(y), "y2", at(y));
        label(m, LEFT - 8, y + 4, "end", text);
    }

    private static void baseline(Markup m, double y) {
        m.empty("line", "class", "axis", "x1", at(LEFT), "x2", at(RIGHT), "y1", at(y), "y2", at(y));
    }

    private static void label(Markup m, double x, double y, String anchor, String text) {
        m.leaf("text", text, "x", at(x), "y", at(y), "text-anchor", anchor);
    }

    private static String at(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }
}
