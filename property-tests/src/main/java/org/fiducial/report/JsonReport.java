package org.fiducial.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;

/**
 * Verdicts as JSON. Numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity"; the exact value is a decimal string,
 * because it has more digits than a JSON reader keeps.
 */
public final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    /** One check: one object. */
    public static String of(Checked checked) {
        return text(node(checked));
    }

    /** Several checks: an array. */
    public static String of(List<Checked> checks) {
        ArrayNode array = MAPPER.createArrayNode();
        checks.forEach(c -> array.add(node(c)));
        return text(array);
    }

    private static String text(Object node) {
        try {
            return MAPPER.writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot be written", e);
        }
    }

    private static ObjectNode node(Checked c) {
        Verdict v = c.verdict();
        ObjectNode n = MAPPER.createObjectNode();
        n.put("label", c.label());
        n.put("operator", v.operator());
        n.put("output", v.output());
        n.put("verdict", v.verdict().name());
        n.put("suspicious", v.suspicion().suspicious());
        n.put("case", c.caseFile());
        n.put("candidate", c.candidateFile());
        ObjectNode parameters = n.putObject("parameters");
        c.parameters().forEach(parameters::put);
        n.set("model", model(v.model()));
        n.put("elements", v.elements());
        n.put("conforming", v.conforming());
        n.put("inconclusive", v.inconclusive());
        n.put("violating", v.violating());
        n.set("worst", worst(v.worst()));
        v.reasons().forEach(n.putArray("reasons")::add);
        diagnosis(n.putArray("diagnosis"), v.diagnosis());
        power(n.putArray("power"), v.power());
        n.putObject("suspicion")
                .put("suspicious", v.suspicion().suspicious())
                .put("falseAlarm", v.suspicion().falseAlarm())
                .put("ratio", v.suspicion().ratio())
                .put("assumptions", v.suspicion().assumptions());
        ArrayNode engines = n.putArray("engines");
        for (EngineUse e : v.engines()) {
            engines.addObject().put("engine", e.engine()).put("rows", e.rows());
        }
        ArrayNode envelopes = n.putArray("envelopes");
        for (Verdict.EnvelopeUse e : v.envelopes()) {
            envelopes.addObject().put("envelope", e.envelope()).put("elements", e.elements());
        }
        histogram(n.putObject("ratios"), v);
        n.put("seconds", c.seconds());
        c.notes().forEach(n.putArray("notes")::add);
        return n;
    }

    private static ObjectNode model(FloatModel m) {
        ObjectNode n = MAPPER.createObjectNode();
        n.put("text", m.toString());
        n.put("output", lower(m.output()));
        n.put("accumulate", lower(m.accumulate()));
        Format logits = m.logits();
        n.put("logits", logits == null ? null : lower(logits));
        n.put("weights", lower(m.weights()));
        n.put("expUlps", m.expUlps());
        n.put("expArgument", m.argument().name().toLowerCase(Locale.ROOT));
        n.put("scalePlacement", m.scalePlacement().name().toLowerCase(Locale.ROOT));
        n.put("scaleRoundings", m.scaleRoundings());
        Format query = m.scaledQuery();
        n.put("scaledQuery", query == null ? null : lower(query));
        n.put("sum", m.sum().toString());
        n.put("flushToZero", m.flushToZero());
        n.put("reciprocalNormaliser", m.reciprocalNormaliser());
        return n;
    }

    private static ObjectNode worst(WorstElement w) {
        ObjectNode n = MAPPER.createObjectNode();
        ArrayNode index = n.putArray("index");
        for (int i : w.index()) {
            index.add(i);
        }
        return n.put("candidate", w.candidate())
                .put("exact", w.exact())
                .put("radius", w.radius())
                .put("bound", w.bound())
                .put("ulps", w.ulps())
                .put("ratio", w.ratio());
    }

    private static void diagnosis(ArrayNode array, List<Diagnosis> diagnosis) {
        for (Diagnosis d : diagnosis) {
            array.addObject()
                    .put("mistake", d.mistake())
                    .put("description", d.description())
                    .put("explained", d.explained())
                    .put("ratio", d.ratio());
        }
    }

    private static void power(ArrayNode array, List<Exposure> power) {
        for (Exposure e : power) {
            array.addObject()
                    .put("mistake", e.mistake())
                    .put("description", e.description())
                    .put("applicable", e.applicable())
                    .put("exposed", e.exposed())
                    .put("factor", e.factor());
        }
    }

    private static void histogram(ObjectNode n, Verdict v) {
        ArrayNode edges = n.putArray("edges");
        for (double e : Verdict.RATIO_EDGES) {
            edges.add(e);
        }
        ArrayNode counts = n.putArray("counts");
        for (long count : v.ratios()) {
            counts.add(count);
        }
    }

    private static String lower(Format f) {
        return f.name().toLowerCase(Locale.ROOT);
    }
}
