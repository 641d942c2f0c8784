package org.fiducial.claims;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.fiducial.theory.ClaimResult;
import org.fiducial.theory.Evidence;

/** Results of claims as a JSON array, one object a claim. Probabilities are decimal numbers rounded upwards. */
public final class ClaimJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ClaimJson() {}

    public static String of(List<ClaimResult> results) {
        ArrayNode array = MAPPER.createArrayNode();
        results.forEach(r -> array.add(node(r)));
        try {
            return MAPPER.writeValueAsString(array) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot be written", e);
        }
    }

    private static ObjectNode node(ClaimResult r) {
        ObjectNode n = MAPPER.createObjectNode();
        Evidence e = r.evidence();
        n.put("id", r.claim().id());
        n.put("operator", r.claim().operator());
        n.put("title", r.claim().text().title());
        n.put("statement", r.claim().text().statement());
        n.put("source", r.claim().text().source());
        n.put("kind", r.claim().text().kind());
        n.put("verdict", e.verdict().name());
        n.put("evidence", e.kind().name());
        n.put("label", r.claim().label().name());
        n.put("errorProbability", e.falsePass().bound());
        n.put("falseAlarmProbability", e.falseAlarm().bound());
        n.put("scope", e.scope());
        ObjectNode mutants = n.putObject("mutants");
        mutants.put("listed", r.mutants().size());
        mutants.put("killed", r.killed());
        ArrayNode survivors = mutants.putArray("survivors");
        r.mutants().stream().filter(m -> !m.killed()).forEach(m -> survivors.add(m.part() + ": " + m.name()));
        ArrayNode parts = n.putArray("parts");
        r.parts().forEach((name, part) -> {
            ObjectNode p = parts.addObject();
            p.put("name", name);
            p.put("verdict", part.verdict().name());
            p.put("evidence", part.kind().name());
            p.put("errorProbability", part.falsePass().bound());
            p.put("falseAlarmProbability", part.falseAlarm().bound());
            p.put("scope", part.scope());
            ObjectNode numbers = p.putObject("numbers");
            part.numbers().forEach(numbers::put);
        });
        e.counterexample().ifPresent(c -> n.put("counterexample", c.toText()));
        n.put("contradiction", r.contradiction());
        n.put("effort", r.run().effort().name().toLowerCase(Locale.ROOT));
        n.put("seed", r.run().seed().toString());
        n.put("seconds", r.seconds());
        return n;
    }
}
