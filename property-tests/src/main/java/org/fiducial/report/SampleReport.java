package org.fiducial.report;

import static org.fiducial.report.Numerals.brief;
import static org.fiducial.report.Numerals.counted;
import static org.fiducial.report.Numerals.exact;
import static org.fiducial.report.Numerals.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.oracle.Curves;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.SampleVerdict;
import org.fiducial.oracle.SampleVerdict.Element;

/** The verdict on repeated outputs as text, as a page and as JSON. */
public final class SampleReport {
    /** Elements listed on a page; the JSON has all. */
    private static final int LISTED = 64;

    private SampleReport() {}

    /** What the verdict rests on, line by line. */
    public static List<String> lines(SampleVerdict v) {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> fact : facts(v)) {
            rows.add(fact);
        }
        return TextTable.lines(rows, 2, 110);
    }

    private static List<List<String>> facts(SampleVerdict v) {
        List<List<String>> rows = new ArrayList<>();
        Element w = v.worst();
        long rejected = v.elements().stream().filter(Element::violates).count();
        rows.add(List.of(
                "tested",
                counted(v.runs(), "run") + ", " + counted(v.elements().size(), "element") + ", "
                        + (rejected == 0 ? "none" : String.valueOf(rejected)) + " rejected"));
        rows.add(List.of(
                "false alarm",
                "a correct implementation is rejected with a probability of at most " + v.falseAlarm()
                        + ", all elements together"));
        rows.add(List.of("seen", seen(v)));
        rows.add(List.of(
                "furthest",
                "element " + index(w.index()) + ": mean " + brief(w.expected()) + " expected, deviation "
                        + brief(w.bias()) + (w.expected() == 0 ? "" : " (" + percent(w.bias() / w.expected()) + ")")
                        + ", statistic " + brief(w.biasRatio()) + " of its threshold"));
        if (v.elements().stream().anyMatch(e -> !Double.isNaN(e.varianceRatio()))) {
            rows.add(List.of("variance", variance(v)));
        }
        rows.add(List.of("assumes", v.assumptions()));
        return rows;
    }

    /** Which bias would have been seen. */
    private static String seen(SampleVerdict v) {
        double[] range = v.detectableRange();
        String missed = ", missed with a probability of at most " + v.miss()
                + " each by a program that varies no more than a right one";
        if (v.outcome() == Outcome.INCONCLUSIVE) {
            return "nothing: the runs are too few for a bias of any size to be seen with that probability of false alarm";
        }
        if (range[1] == 0) {
            return "every element has to be exact in every run";
        }
        return "a relative bias of " + percent(range[0]) + (range[1] > range[0] ? " to " + percent(range[1]) : "")
                + " in an element" + (range[0] == 0 ? " (0%: it has to be exact in every run)" : "") + missed;
    }

    private static String variance(SampleVerdict v) {
        Element worst = null;
        double least = Double.POSITIVE_INFINITY;
        for (Element e : v.elements()) {
            if (!Double.isNaN(e.varianceRatio())) {
                worst = worst == null || e.varianceRatio() > worst.varianceRatio() ? e : worst;
                least = Math.min(least, e.detectableVariance() / e.variance());
            }
        }
        Element w = java.util.Objects.requireNonNull(worst);
        return "furthest at element " + index(w.index()) + ": " + brief(w.variance()) + " expected, deviation "
                + brief(w.varianceDeviation()) + ", statistic " + brief(w.varianceRatio())
                + " of its threshold; an error of "
                + (Double.isInfinite(least) ? "no size" : percent(least) + " or more in the best element")
                + " would have been seen";
    }

    private static String percent(double x) {
        return Double.isInfinite(x) ? "any size" : brief(100 * x) + "%";
    }

    /** The verdict as a page that needs nothing but itself. */
    public static String html(String title, String caseFile, String samples, SampleVerdict v, List<Curves> curves) {
        Markup m = HtmlReport.page(title);
        m.leaf("h1", title);
        m.leaf(
                "p",
                "Repeated outputs tested for unbiasedness. A pass never says that there is no bias; it says which one would"
                        + " have been seen.",
                "class",
                "lead");
        m.open("p");
        HtmlReport.badge(m, v.outcome());
        m.close().line();
        m.open("table", "class", "facts").open("tbody");
        facts(v).forEach(f ->
                m.open("tr").leaf("th", f.get(0)).leaf("td", f.get(1)).close().line());
        for (String[] f : new String[][] {{"case", caseFile}, {"samples", samples}}) {
            m.open("tr").leaf("th", f[0]).leaf("td", f[1]).close().line();
        }
        m.close().close().line();
        curves.forEach(c -> CurvePlot.figure(m, c));
        elements(m, v);
        return HtmlReport.end(m);
    }

    private static void elements(Markup m, SampleVerdict v) {
        m.leaf("h3", "Elements");
        m.open("div", "class", "scroll").open("table").open("thead").open("tr");
        for (String head : List.of(
                "Element",
                "Mean expected",
                "Deviation",
                "Statistic / threshold",
                "Bias it would show",
                "Variance",
                "Deviation",
                "Statistic / threshold")) {
            m.leaf("th", head);
        }
        m.close().close().open("tbody").line();
        List<Element> listed = new ArrayList<>(v.elements());
        listed.sort(java.util.Comparator.comparingDouble(
                e -> -Math.max(e.biasRatio(), Double.isNaN(e.varianceRatio()) ? 0 : e.varianceRatio())));
        for (Element e : listed.subList(0, Math.min(LISTED, listed.size()))) {
            m.open("tr").leaf("td", index(e.index()));
            for (double x : new double[] {
                e.expected(),
                e.bias(),
                e.biasRatio(),
                e.detectable(),
                e.variance(),
                e.varianceDeviation(),
                e.varianceRatio()
            }) {
                m.leaf("td", Double.isNaN(x) ? "–" : brief(x), "class", "number");
            }
            m.close().line();
        }
        m.close().close().close().line();
    }

    /** The verdict as a JSON object; numbers that are infinite or unknown are strings. */
    public static String json(String caseFile, String samples, SampleVerdict v) {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode n = mapper.createObjectNode();
        n.put("operator", v.operator());
        n.put("output", v.output());
        n.put("verdict", v.outcome().name());
        n.put("runs", v.runs());
        n.put("falseAlarmProbability", v.falseAlarm().bound());
        n.put("missProbability", v.miss().bound());
        n.put("assumptions", v.assumptions());
        n.put("case", caseFile);
        n.put("samples", samples);
        ArrayNode elements = n.putArray("elements");
        for (Element e : v.elements()) {
            ObjectNode o = elements.addObject();
            ArrayNode place = o.putArray("index");
            for (int i : e.index()) {
                place.add(i);
            }
            put(o, "expected", e.expected());
            put(o, "bias", e.bias());
            put(o, "biasRatio", e.biasRatio());
            put(o, "detectableBias", e.detectable());
            put(o, "variance", e.variance());
            put(o, "varianceDeviation", e.varianceDeviation());
            put(o, "varianceRatio", e.varianceRatio());
            put(o, "detectableVarianceError", e.detectableVariance());
        }
        try {
            return mapper.writeValueAsString(n) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot be written", e);
        }
    }

    private static void put(ObjectNode o, String name, double x) {
        if (Double.isFinite(x)) {
            o.put(name, x);
        } else {
            o.put(name, exact(x));
        }
    }
}
