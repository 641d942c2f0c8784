package org.fiducial.report;

import static org.fiducial.report.Numerals.brief;

import java.util.Locale;
import org.fiducial.oracle.Curves;

/** Curves as inline SVG, drawn in the page's own colours: both axes logarithmic, lines told apart by their dashes. */
public final class CurvePlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;
    private static final int LEFT = 64;
    private static final int RIGHT = WIDTH - 130;
    private static final int TOP = 40;
    private static final int BOTTOM = 310;
    private static final String[] DASHES = {"7 4", "2 3", "none"};

    private CurvePlot() {}

    /** The picture as a figure of a page. */
    public static void figure(Markup m, Curves c) {
        m.leaf("h3", c.title());
        m.open("figure").open("div", "class", "scroll").raw(svg(c)).close();
        m.leaf("figcaption", c.caption()).close().line();
    }

    /** The picture alone. */
    public static String svg(Curves c) {
        Markup m = new Markup();
        m.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", c.title());
        double[] all = c.lines().stream()
                .flatMapToDouble(l -> java.util.Arrays.stream(l.values()))
                .toArray();
        LogAxis up = LogAxis.around(all, -8, 8, BOTTOM, TOP);
        for (int e : up.ticks(6)) {
            double y = up.at(Math.pow(10, e));
            line(m, "grid", LEFT, y, RIGHT, y);
            label(m, LEFT - 8, y + 4, "end", brief(Math.pow(10, e)));
        }
        for (double x = Math.pow(2, Math.ceil(log2(c.at()[0]))); x <= c.at()[c.at().length - 1]; x *= 2) {
            double place = place(c, x);
            line(m, "axis", place, BOTTOM, place, BOTTOM + 4);
            label(m, place, BOTTOM + 18, "middle", brief(x));
        }
        line(m, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
        for (Curves.Stretch s : c.stretches()) {
            double from = s.first() == 0 ? LEFT : (place(c, c.at()[s.first()]) + place(c, c.at()[s.first() - 1])) / 2;
            boolean last = s.last() == c.at().length - 1;
            double to = last ? RIGHT : (place(c, c.at()[s.last()]) + place(c, c.at()[s.last() + 1])) / 2;
            if (!last) {
                line(m, "limit", to, TOP - 12, to, BOTTOM);
            }
            // Neighbours alternate in height, so that narrow stretches stay legible.
            int row = c.stretches().indexOf(s) % 2;
            label(m, (from + to) / 2, TOP - 26 + 14 * row, "middle", s.name());
        }
        for (int k = 0; k < c.lines().size(); k++) {
            Curves.Line l = c.lines().get(k);
            StringBuilder points = new StringBuilder();
            for (int t = 0; t < c.at().length; t++) {
                points.append(t == 0 ? "" : " ")
                        .append(at(place(c, c.at()[t])))
                        .append(',')
                        .append(at(up.at(l.values()[t])));
            }
            m.empty(
                    "polyline",
                    "points",
                    points.toString(),
                    "fill",
                    "none",
                    "stroke",
                    "currentColor",
                    "stroke-width",
                    k == c.lines().size() - 1 ? "2.4" : "1.6",
                    "stroke-dasharray",
                    DASHES[k % DASHES.length]);
            label(m, RIGHT + 6, up.at(l.values()[c.at().length - 1]) + 4, "start", l.name());
            m.line();
        }
        label(m, (LEFT + RIGHT) / 2.0, BOTTOM + 40, "middle", c.axis());
        label(m, LEFT, BOTTOM + 60, "start", c.measure());
        return m.close().toString();
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static double place(Curves c, double x) {
        double low = log2(c.at()[0]);
        double high = log2(c.at()[c.at().length - 1]);
        return LEFT + (log2(x) - low) / (high - low) * (RIGHT - LEFT);
    }

    private static void line(Markup m, String kind, double x1, double y1, double x2, double y2) {
        m.empty("line", "class", kind, "x1", at(x1), "x2", at(x2), "y1", at(y1), "y2", at(y2));
    }

    private static void label(Markup m, double x, double y, String anchor, String text) {
        m.leaf("text", text, "x", at(x), "y", at(y), "text-anchor", anchor);
    }

    private static String at(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }
}
