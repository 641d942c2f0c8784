package org.fiducial.proofs;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The status as a table for people. */
final class StatusTable {
    private static final List<String> HEAD =
            List.of("method", "contract in words", "closed", "nodes", "seconds", "strategy", "used by");

    private StatusTable() {}

    static String markdown(ProofStatus status, Map<String, String> words) {
        StringBuilder out = new StringBuilder("# Proof status\n\n" + summary(status) + "\n\n");
        out.append("| ").append(String.join(" | ", HEAD)).append(" |\n|").append("---|".repeat(HEAD.size()));
        for (var row : status.contracts()) {
            out.append("\n|");
            cells(row, words)
                    .forEach(c -> out.append(' ').append(c.replace("|", "\\|")).append(" |"));
        }
        out.append("\n\n| mutant of | change | closed |\n|---|---|---|");
        for (var m : status.mutants()) {
            out.append("\n| ")
                    .append(m.contract())
                    .append(" | `")
                    .append(m.change().replace("|", "\\|"));
            out.append("` | ").append(m.closed() ? "yes" : "no").append(" |");
        }
        return out.append('\n').toString();
    }

    static String html(ProofStatus status, Map<String, String> words) {
        StringBuilder out = new StringBuilder("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n"
                + "<title>Proof status</title>\n<style>body{font-family:sans-serif;margin:2em}"
                + "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em;text-align:left}"
                + "</style>\n<h1>Proof status</h1>\n<p>" + escape(summary(status)) + "</p>\n<table>\n<tr>");
        HEAD.forEach(h -> out.append("<th>").append(h).append("</th>"));
        out.append("</tr>\n");
        for (var row : status.contracts()) {
            out.append("<tr>");
            cells(row, words).forEach(c -> out.append("<td>").append(escape(c)).append("</td>"));
            out.append("</tr>\n");
        }
        out.append("</table>\n<h2>Mutants</h2>\n<table>\n<tr><th>of</th><th>change</th><th>closed</th></tr>\n");
        for (var m : status.mutants()) {
            out.append("<tr><td>")
                    .append(m.contract())
                    .append("</td><td><code>")
                    .append(escape(m.change()));
            out.append("</code></td><td>").append(m.closed() ? "yes" : "no").append("</td></tr>\n");
        }
        return out.append("</table>\n</html>\n").toString();
    }

    private static String summary(ProofStatus status) {
        long closed = status.contracts().stream()
                .filter(ProofStatus.ContractRow::closed)
                .count();
        long survived =
                status.mutants().stream().filter(ProofStatus.MutantRow::closed).count();
        double seconds = status.contracts().stream()
                .mapToDouble(ProofStatus.ContractRow::seconds)
                .sum();
        int smt = status.contracts().stream()
                .mapToInt(ProofStatus.ContractRow::smt)
                .sum();
        int hand = status.contracts().stream()
                .mapToInt(ProofStatus.ContractRow::interactive)
                .sum();
        return String.format(
                Locale.ROOT,
                "%d of %d contracts closed by KeY alone in %.0f s of proving; %d goals closed by a solver, %d interactive steps; "
                        + "%d of %d mutants closed (none may).",
                closed,
                status.contracts().size(),
                seconds,
                smt,
                hand,
                survived,
                status.mutants().size());
    }

    private static List<String> cells(ProofStatus.ContractRow row, Map<String, String> words) {
        return List.of(
                row.name(),
                words.getOrDefault(row.name(), ""),
                row.closed() ? "yes" : "NO",
                String.valueOf(row.nodes()),
                String.format(Locale.ROOT, "%.1f", row.seconds()),
                row.strategy(),
                String.join(", ", row.usedBy()));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
