package org.fiducial.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The two commands: what they print and write, and how they end. */
class ClaimReportTest {
    @TempDir
    Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    @Test
    void allClaimsAsTextJsonAndPage() throws Exception {
        Path json = folder.resolve("claims.json");
        Path html = folder.resolve("claims.html");
        Ran ran = run(
                new ClaimsCommand(),
                "softmax-attention",
                "--seed",
                "7",
                "--json",
                json.toString(),
                "--html",
                html.toString());
        assertEquals(0, ran.status(), ran.out() + ran.err());
        assertTrue(ran.out().contains("budget 9.32e-10 each: kept"), ran.out());
        JsonNode array = new ObjectMapper().readTree(json.toFile());
        assertEquals(17, array.size());
        for (JsonNode claim : array) {
            Set<String> names = new TreeSet<>();
            claim.fieldNames().forEachRemaining(names::add);
            assertTrue(
                    names.containsAll(Set.of(
                            "id",
                            "operator",
                            "statement",
                            "source",
                            "kind",
                            "verdict",
                            "evidence",
                            "errorProbability",
                            "mutants",
                            "seconds")),
                    names.toString());
            assertTrue(claim.get("errorProbability").isNumber());
            assertEquals(
                    claim.get("mutants").get("listed").asInt(),
                    claim.get("mutants").get("killed").asInt());
            assertFalse(claim.get("statement").asText().isBlank());
            assertFalse(claim.get("kind").asText().isBlank(), claim.get("id").asText());
        }
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(
                        Files.readString(html).replace("<!DOCTYPE html>\n", "").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void oneClaimInFullRepeatsItself() {
        Ran first = run(new ClaimCommand(), "softmax-attention-C4", "--seed", "0x1f");
        assertEquals(0, first.status(), first.out() + first.err());
        assertTrue(first.out().contains("VERIFIED IDENTITY"), first.out());
        assertTrue(first.out().contains("mutant 'one part not rescaled': rejected"), first.out());
        assertTrue(first.out().contains("--effort quick --seed 0x" + "0".repeat(62) + "1f"), first.out());
        assertEquals(
                first.out(),
                run(new ClaimCommand(), "softmax-attention-C4", "--seed", "31").out());
    }

    @Test
    void counterexamplesGoThroughFiles() throws Exception {
        Path file = folder.resolve("object.txt");
        assertEquals(
                0,
                run(new ClaimCommand(), "softmax-attention-C9", "--save-counterexample", file.toString())
                        .status());
        Ran again = run(new ClaimCommand(), "softmax-attention-C9", "--counterexample", file.toString());
        assertEquals(0, again.status(), again.out() + again.err());
        assertTrue(again.out().contains("2000001/2"), again.out());
        Files.writeString(file, Files.readString(file).replace("x: 2000", "x: 1"));
        Ran weak = run(new ClaimCommand(), "softmax-attention-C9", "--counterexample", file.toString());
        assertEquals(1, weak.status(), weak.out());
        Files.writeString(file, Files.readString(file).replace("x: 1\n", "x: one\n"));
        Ran bad = run(new ClaimCommand(), "softmax-attention-C9", "--counterexample", file.toString());
        assertEquals(2, bad.status(), bad.out());
        assertTrue(bad.err().contains("fraction 'one'"), bad.err());
    }

    private void assertMistake(String expected, String... args) {
        Ran ran = run(new ClaimCommand(), args);
        assertEquals(2, ran.status(), ran.out());
        assertTrue(ran.err().contains(expected), ran.err());
    }

    @Test
    void mistakesOfTheCommandLineAreNamed() throws Exception {
        assertEquals(2, run(new ClaimsCommand(), "no-such-operator").status());
        assertEquals(2, run(new ClaimsCommand(), "--seed", "seven").status());
        assertEquals(2, run(new ClaimsCommand(), "--effort", "great").status());
        assertMistake(
                "unknown claim 'softmax-attention-C99', expected softmax-attention-C1 to softmax-attention-C",
                "softmax-attention-C99");
        assertMistake(": a folder, expected a counterexample", "urpe-C2", "--counterexample", folder.toString());
        Path noText = Files.write(folder.resolve("no-text"), new byte[] {(byte) 0xff});
        assertMistake(": not text in UTF-8, expected", "urpe-C2", "--counterexample", noText.toString());
        assertMistake("expected one of them", "urpe-C2", "--counterexample", "x", "--save-counterexample", "x");
        assertEquals(
                2,
                run(new ClaimCommand(), "softmax-attention-C1", "--save-counterexample", "x")
                        .status());
    }
}
