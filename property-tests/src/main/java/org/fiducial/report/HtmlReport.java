package org.fiducial.report;

import static org.fiducial.report.Numerals.brief;
import static org.fiducial.report.Numerals.count;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;

/** Verdicts as one page that needs nothing but itself: inline plots, no scripts, no fonts, no links to elsewhere. It is well-formed XML. */
public final class HtmlReport {
    private HtmlReport() {}

    /** A page. @param lead what the reader is looking at, in a sentence or two */
    public static String of(String title, String lead, List<Checked> checks) {
        Markup m = page(title);
        m.leaf("h1", title).leaf("p", lead, "class", "lead").line();
        overview(m, checks);
        if (checks.size() > 1) {
            powerOfAll(m, checks);
        }
        for (Checked c : checks) {
            section(m, c);
        }
        m.raw(resource("reading.html"));
        return end(m);
    }

    /** A page begun: its head with the style sheet, the body open. */
    public static Markup page(String title) {
        Markup m = new Markup().raw("<!DOCTYPE html>\n");
        m.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").line();
        m.open("head").empty("meta", "charset", "utf-8");
        m.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        m.leaf("title", title)
                .open("style")
                .raw(resource("report.css"))
                .close()
                .close()
                .line();
        m.open("body").open("main").line();
        return m;
    }

    /** The page that {@link #page} began, closed. */
    public static String end(Markup m) {
        return m.close().close().close().line().toString();
    }

    private static void overview(Markup m, List<Checked> checks) {
        scrolling(m);
        head(m, "Checked", "Verdict", "#Elements", "#Worst error / bound", "Suspicion", "Diagnosis");
        for (Checked c : checks) {
            Verdict v = c.verdict();
            m.open("tr").leaf("td", c.label());
            m.open("td");
            badge(m, v.verdict());
            m.close();
            number(m, count(v.elements())).leaf("td", brief(v.worst().ratio()), "class", "number");
            m.leaf("td", v.verdict() == Outcome.VIOLATES ? "–" : c.isSuspicious() ? "suspicious" : "none");
            m.leaf("td", v.diagnosis().isEmpty() ? "–" : v.diagnosis().get(0).mistake());
            m.close().line();
        }
        m.close().close().close().line();
    }

    private static Markup number(Markup m, String text) {
        return m.leaf("td", text, "class", "number");
    }

    /** Mistakes down, checks across: what each check would have seen. */
    private static void powerOfAll(Markup m, List<Checked> all) {
        List<Checked> checks = PowerTable.distinct(all);
        Set<String> mistakes = PowerTable.mistakes(checks);
        if (mistakes.isEmpty()) {
            return;
        }
        m.leaf("h2", "What these checks can see");
        m.leaf(
                "p",
                "For each catalogued mistake: how far the mistaken output would lie from the exact one, as a multiple of"
                        + " the bound of that check, on these very inputs. Above 1 the mistake would be exposed; the other figures are"
                        + " what the check could not have seen.");
        scrolling(m);
        m.open("thead").open("tr").leaf("th", "Mistake");
        checks.forEach(c -> m.leaf("th", c.label(), "class", "number"));
        m.close().close().open("tbody").line();
        for (String mistake : mistakes) {
            m.open("tr").leaf("td", mistake, "class", "name");
            for (Checked c : checks) {
                Exposure e = PowerTable.exposure(c, mistake).orElse(null);
                if (e == null) {
                    m.leaf("td", "–", "class", "number");
                } else {
                    m.leaf("td", brief(e.factor()), "class", e.exposed() ? "number seen" : "number");
                }
            }
            m.close().line();
        }
        m.close().close().close().line();
        Set<String> absent = PowerTable.absent(checks);
        if (!absent.isEmpty()) {
            m.leaf("p", "Cannot occur in these checks: " + String.join(", ", absent) + ".", "class", "lead");
        }
    }

    private static void section(Markup m, Checked c) {
        Verdict v = c.verdict();
        m.open("section").line();
        m.open("h2").text(c.label() + " ");
        badge(m, v.verdict());
        if (c.isSuspicious()) {
            m.text(" ").leaf("span", "? SUSPICIOUS", "class", "badge doubt");
        }
        m.close().line();
        facts(m, c);
        figure(
                m,
                Plots.ratios(v),
                "Elements by the ratio of their error to the bound. The count is on a logarithmic scale.");
        if (v.rowRatios().length > 1) {
            figure(m, Plots.rows(v), "The largest ratio of each query row.");
        }
        diagnoses(m, v.diagnosis());
        power(m, v);
        m.close().line();
    }

    private static void facts(Markup m, Checked c) {
        Verdict v = c.verdict();
        scrolling(m, "facts");
        m.open("tbody");
        fact(m, "Operator", v.operator() + ", " + v.output());
        if (!c.parameters().isEmpty()) {
            StringBuilder s = new StringBuilder();
            c.parameters().forEach((name, value) -> s.append(s.length() == 0 ? "" : ", ")
                    .append(name)
                    .append(" = ")
                    .append(value));
            fact(m, "Parameters", s.toString());
        }
        fact(m, "Declared float model", v.model().toString());
        fact(m, "Worst element", VerdictText.worst(v));
        fact(m, "Elements", VerdictText.counts(v));
        v.reasons().forEach(r -> fact(m, "Reason", r));
        if (v.verdict() != Outcome.VIOLATES) {
            fact(
                    m,
                    "Suspicion",
                    VerdictText.suspicion(v) + ". It assumes: " + v.suspicion().assumptions());
        }
        fact(m, "Decided by", VerdictText.engines(v));
        fact(m, "Case", c.caseFile());
        fact(m, "Candidate", c.candidateFile());
        fact(m, "Time", brief(c.seconds()) + " s");
        m.close().close().close().line();
        if (!c.notes().isEmpty()) {
            m.open("details")
                    .leaf("summary", "What ran, and what its declared model rests on")
                    .open("ul");
            c.notes().forEach(n -> m.leaf("li", n).line());
            m.close().close().line();
        }
    }

    private static void fact(Markup m, String name, String value) {
        m.open("tr").leaf("th", name).leaf("td", value).close().line();
    }

    private static void diagnoses(Markup m, List<Diagnosis> diagnosis) {
        if (diagnosis.isEmpty()) {
            return;
        }
        m.leaf("h3", "Diagnosis");
        scrolling(m);
        head(m, "Mistake", "What the implementation did then", "#Explains", "#Within");
        for (Diagnosis d : diagnosis) {
            m.open("tr").leaf("td", d.mistake()).leaf("td", d.description());
            number(m, brief(100 * d.explained()) + "%");
            number(m, brief(d.ratio()) + " of its envelope").close().line();
        }
        m.close().close().close().line();
    }

    private static void power(Markup m, Verdict v) {
        if (v.power().isEmpty()) {
            return;
        }
        m.leaf("h3", "Power").leaf("p", "This check " + VerdictText.power(v) + ".");
        figure(m, Plots.power(v.power()), "To the right of the bound, the mistake would have been exposed.");
        m.open("details").leaf("summary", "The mistakes in words");
        scrolling(m);
        head(m, "Mistake", "#Factor", "This check", "What the implementation would do");
        for (List<String> row : VerdictText.powerRows(v)) {
            m.open("tr").leaf("td", row.get(0));
            number(m, row.get(1))
                    .leaf("td", row.get(2))
                    .leaf("td", row.get(3))
                    .close()
                    .line();
        }
        m.close().close().close().close().line();
    }

    private static void figure(Markup m, String svg, String caption) {
        m.open("figure")
                .open("div", "class", "scroll")
                .raw(svg)
                .close()
                .leaf("figcaption", caption)
                .close()
                .line();
    }

    private static void scrolling(Markup m) {
        m.open("div", "class", "scroll").open("table");
    }

    private static void scrolling(Markup m, String kind) {
        m.open("div", "class", "scroll").open("table", "class", kind);
    }

    /** The table's head; names that begin with # stand over numbers. */
    private static void head(Markup m, String... names) {
        m.open("thead").open("tr");
        for (String n : names) {
            if (n.startsWith("#")) {
                m.leaf("th", n.substring(1), "class", "number");
            } else {
                m.leaf("th", n);
            }
        }
        m.close().close().open("tbody").line();
    }

    static void badge(Markup m, Outcome outcome) {
        switch (outcome) {
            case CONFORMS -> m.leaf("span", "✓ CONFORMS", "class", "badge good");
            case VIOLATES -> m.leaf("span", "✗ VIOLATES", "class", "badge bad");
            case INCONCLUSIVE -> m.leaf("span", "? INCONCLUSIVE", "class", "badge doubt");
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program's own file " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
