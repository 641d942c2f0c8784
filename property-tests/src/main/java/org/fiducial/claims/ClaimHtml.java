package org.fiducial.claims;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fiducial.report.CurvePlot;
import org.fiducial.report.HtmlReport;
import org.fiducial.report.Markup;
import org.fiducial.theory.ClaimResult;
import org.fiducial.theory.ErrorLedger;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Verdict;

/** Results of claims as one page that needs nothing but itself. */
public final class ClaimHtml {
    private ClaimHtml() {}

    public static String of(List<ClaimResult> results, ErrorLedger ledger) {
        Markup m = HtmlReport.page("Fiducial: claims");
        long green = results.stream().filter(r -> r.evidence().isVerified()).count();
        m.leaf("h1", "Claims and their evidence");
        m.leaf(
                "p",
                green + " of " + results.size() + " claims verified. "
                        + results.stream()
                                .findFirst()
                                .map(r -> "Effort " + r.run().effort().name().toLowerCase(Locale.ROOT) + ", seed "
                                        + r.run().seed() + ". ")
                                .orElse("")
                        + ledger,
                "class",
                "lead");
        overview(m, results);
        results.forEach(r -> section(m, r));
        ladder(m, results);
        return HtmlReport.end(m);
    }

    private static void overview(Markup m, List<ClaimResult> results) {
        m.open("div", "class", "scroll").open("table").open("thead").open("tr");
        for (String head : List.of("Claim", "", "Verdict", "Evidence", "Error", "Mutants")) {
            m.leaf("th", head);
        }
        m.close().close().open("tbody").line();
        for (ClaimResult r : results) {
            m.open("tr")
                    .open("td")
                    .leaf("a", r.claim().id(), "href", "#" + r.claim().id());
            m.close().leaf("td", r.claim().text().title());
            badge(m, r);
            m.leaf("td", r.kind().name());
            m.leaf("td", r.evidence().falsePass().toString(), "class", "number");
            m.leaf("td", r.killed() + "/" + r.mutants().size(), "class", "number")
                    .close()
                    .line();
        }
        m.close().close().close().line();
    }

    private static void badge(Markup m, ClaimResult r) {
        boolean open = r.claim().parts().isEmpty();
        Verdict v = r.evidence().verdict();
        String colour = !r.contradiction().isEmpty() ? "bad" : v == Verdict.VERIFIED ? "good" : "doubt";
        m.open("td")
                .leaf("span", open ? "OPEN" : v.name(), "class", "badge " + colour)
                .close();
    }

    private static void section(Markup m, ClaimResult r) {
        m.open("section", "id", r.claim().id())
                .leaf("h2", r.claim().id() + " " + r.claim().text().title());
        m.leaf("p", r.claim().text().statement());
        m.open("table", "class", "facts").open("tbody");
        fact(m, "Source", r.claim().text().source());
        fact(m, "Kind", r.claim().text().kind());
        fact(m, "Verdict", r.evidence().verdict() + " " + r.kind());
        fact(m, "Scope", r.evidence().scope());
        fact(
                m,
                "Accepted if false with probability at most",
                r.evidence().falsePass().toString());
        fact(
                m,
                "Rejected if true with probability at most",
                r.evidence().falseAlarm().toString());
        if (!r.contradiction().isEmpty()) {
            fact(m, "Contradicts its label", r.contradiction());
        }
        m.close().close().line();
        for (Map.Entry<String, Evidence> part : r.parts().entrySet()) {
            m.leaf(
                    "h3",
                    part.getKey() + ": " + part.getValue().verdict() + " "
                            + part.getValue().kind());
            m.open("table", "class", "facts").open("tbody");
            part.getValue().numbers().forEach((name, value) -> fact(m, name, value));
            for (ClaimResult.MutantResult mutant : r.mutants()) {
                if (mutant.part().equals(part.getKey())) {
                    fact(
                            m,
                            mutant.killed() ? "Rejects" : "DOES NOT REJECT",
                            mutant.name() + " (" + mutant.evidence().verdict() + ")");
                }
            }
            m.close().close().line();
        }
        r.evidence().counterexample().ifPresent(c -> m.leaf("pre", c.toText()));
        ClaimFigures.of(r.claim().id()).forEach(c -> CurvePlot.figure(m, c));
        m.close().line();
    }

    private static void ladder(Markup m, List<ClaimResult> results) {
        EnumMap<EvidenceKind, Integer> count = new EnumMap<>(EvidenceKind.class);
        results.forEach(r -> count.merge(r.kind(), 1, Integer::sum));
        m.open("section").leaf("h2", "What each kind of evidence rests on");
        m.open("table", "class", "facts").open("tbody");
        for (EvidenceKind kind : EvidenceKind.values()) {
            fact(
                    m,
                    kind + " (" + count.getOrDefault(kind, 0) + ")",
                    kind.meaning() + ". Rests on: " + kind.restsOn() + ".");
        }
        m.close().close().close().line();
    }

    private static void fact(Markup m, String name, String value) {
        m.open("tr").leaf("th", name).leaf("td", value).close();
    }
}
