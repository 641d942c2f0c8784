package org.fiducial.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.fiducial.oracle.Verdict;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reports are well-formed, self-contained and say what the verdict says. */
class ReportTest {
    private static final List<Checked> THREE = List.of(
            ExampleVerdicts.checked("good", ExampleVerdicts.conforming()),
            ExampleVerdicts.checked("bad", ExampleVerdicts.violating()),
            ExampleVerdicts.checked("unclear", ExampleVerdicts.inconclusive()));

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    @Test
    void pageIsWellFormedAndNeedsNothingElse() throws Exception {
        String page = HtmlReport.of("Title <&>", "Lead.", THREE);
        Document d = xml(page);
        NodeList all = d.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element e = (Element) all.item(i);
            assertFalse(
                    List.of("script", "link", "img", "iframe", "object", "a").contains(e.getTagName()), e.getTagName());
            assertEquals("", e.getAttribute("src") + e.getAttribute("href"), e.getTagName());
        }
        String withoutNamespace = page.replace("http://www.w3.org/1999/xhtml", "");
        assertFalse(withoutNamespace.contains("http"), "no address");
        assertFalse(withoutNamespace.contains("url("), "no style from elsewhere");
        assertFalse(withoutNamespace.contains("@import"), "no style from elsewhere");
    }

    @Test
    void pageShowsEveryVerdictWithItsPlots() throws Exception {
        Document d = xml(HtmlReport.of("Title", "Lead.", THREE));
        // Ratios and power of each, rows of those with more than one row.
        assertEquals(8, d.getElementsByTagName("svg").getLength());
        String text = d.getDocumentElement().getTextContent();
        for (String expected : List.of(
                "✓ CONFORMS",
                "✗ VIOLATES",
                "? INCONCLUSIVE",
                "? SUSPICIOUS",
                "mask-off-by-one",
                "hull of the values",
                "out <&> \"quoted\".safetensors",
                "depth:32")) {
            assertTrue(text.contains(expected), expected);
        }
    }

    @Test
    void histogramDrawsOneBarForEveryRangeInUse() throws Exception {
        Verdict v = ExampleVerdicts.conforming();
        Document d = xml(Plots.ratios(v));
        NodeList bars = d.getElementsByTagName("rect");
        assertEquals(8, bars.getLength());
        assertEquals("mark", ((Element) bars.item(0)).getAttribute("class"));
        assertTrue(
                bars.item(7).getTextContent().contains("from 0.1 to 0.2: 682 elements"),
                bars.item(7).getTextContent());
        Document bad = xml(Plots.ratios(ExampleVerdicts.violating()));
        assertEquals(4, count(bad.getElementsByTagName("rect"), "hot"));
    }

    @Test
    void rowsOutsideAreMarked() throws Exception {
        assertEquals(0, count(xml(Plots.rows(ExampleVerdicts.conforming())).getElementsByTagName("circle"), "hot"));
        NodeList points = xml(Plots.rows(ExampleVerdicts.violating())).getElementsByTagName("circle");
        assertEquals(320, points.getLength());
        assertTrue(count(points, "hot") > 300);
        assertEquals(1, count(xml(Plots.rows(ExampleVerdicts.inconclusive())).getElementsByTagName("circle"), "hot"));
    }

    private static long count(NodeList elements, String kind) {
        long n = 0;
        for (int i = 0; i < elements.getLength(); i++) {
            n += ((Element) elements.item(i)).getAttribute("class").equals(kind) ? 1 : 0;
        }
        return n;
    }

    @Test
    void jsonHasTheFieldsThatScriptsReadAndTheVerdictsNumbers() throws Exception {
        JsonNode n = new ObjectMapper().readTree(JsonReport.of(THREE.get(1)));
        for (String field :
                List.of("operator", "verdict", "model", "elements", "worst", "diagnosis", "power", "engines")) {
            assertTrue(n.has(field), field);
        }
        TreeSet<String> worst = new TreeSet<>();
        n.get("worst").fieldNames().forEachRemaining(worst::add);
        assertEquals(new TreeSet<>(List.of("index", "candidate", "exact", "radius", "bound", "ulps", "ratio")), worst);
        assertEquals("VIOLATES", n.get("verdict").asText());
        assertEquals(63, n.get("worst").get("index").get(2).asInt());
        assertEquals("0.20000000298023223876953125", n.get("worst").get("exact").asText());
        assertEquals("mask-off-by-one", n.get("diagnosis").get(0).get("mistake").asText());
        assertEquals("depth:32", n.get("model").get("sum").asText());
        assertEquals(131072, n.get("elements").asLong());
        assertEquals(2.3e6, n.get("worst").get("ratio").asDouble());
        assertEquals(16, n.get("ratios").get("counts").size());
        assertEquals(15, n.get("ratios").get("edges").size());
    }

    @Test
    void jsonStaysJsonWithNumbersThatAreNotFinite() throws Exception {
        JsonNode n = new ObjectMapper().readTree(JsonReport.of(THREE)).get(2);
        assertEquals("NaN", n.get("worst").get("candidate").asText());
        assertEquals("Infinity", n.get("worst").get("ratio").asText());
    }

    @Test
    void junitXmlCountsFailuresAndErrors() throws Exception {
        Element suite = xml(JUnitReport.of(THREE)).getDocumentElement();
        assertEquals("testsuite", suite.getTagName());
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals(1, suite.getElementsByTagName("failure").getLength());
        assertEquals(1, suite.getElementsByTagName("error").getLength());
        assertTrue(
                suite.getElementsByTagName("failure").item(0).getTextContent().contains("mask-off-by-one"));
    }

    @Test
    void suspicionFailsOnlyStrictChecks() throws Exception {
        Verdict v = ExampleVerdicts.conforming();
        Verdict suspicious = new Verdict(
                v.operator(),
                v.output(),
                v.verdict(),
                v.model(),
                v.elements(),
                v.conforming(),
                v.inconclusive(),
                v.violating(),
                v.worst(),
                v.reasons(),
                v.diagnosis(),
                v.power(),
                ExampleVerdicts.violating().suspicion(),
                v.engines(),
                v.envelopes(),
                v.ratios(),
                v.rowRatios());
        Checked lenient = ExampleVerdicts.checked("suspicious", suspicious);
        Checked strict = new Checked("suspicious", "", "", lenient.parameters(), suspicious, true, 1, List.of());
        assertEquals(
                "0", xml(JUnitReport.of(List.of(lenient))).getDocumentElement().getAttribute("failures"));
        assertEquals(
                "1", xml(JUnitReport.of(List.of(strict))).getDocumentElement().getAttribute("failures"));
    }

    @Test
    void powerTableLeavesOutWhatCannotOccurAndChecksThatSeeTheSame() {
        List<String> lines = PowerTable.lines(THREE);
        assertEquals(1, PowerTable.distinct(THREE).size());
        assertTrue(lines.stream().anyMatch(l -> l.matches(" *binary16-weights +\\(0\\.22\\)")), lines.toString());
        assertTrue(lines.stream().noneMatch(l -> l.startsWith("  causal-corner ")), lines.toString());
        assertTrue(
                lines.get(lines.size() - 1).contains("cannot occur in these checks: causal-corner"), lines.toString());
    }

    @Test
    void textNamesWhatTheCheckCouldNotHaveSeen() {
        String power = VerdictText.power(ExampleVerdicts.conforming());
        assertEquals(
                "exposes 5 of 6 mistakes that can be made here; could not have seen binary16-weights (0.22)", power);
    }
}
