package org.fiducial.theory;

import java.util.List;

/** The documentation page of the registry: the ladder, what each rung rests on, and every claim with its label. */
public final class ClaimPage {
    private ClaimPage() {}

    /** The page in Markdown. It depends on the registry alone, not on any run. */
    public static String of(List<String> operators) {
        StringBuilder s = new StringBuilder();
        s.append("# Claims\n\n");
        s.append("Written by the build from the registry of claims; do not edit. `./fiducial claims` checks them all,")
                .append(" `./fiducial claim ID` shows one with its numbers.\n\n");
        s.append("## The ladder of evidence, strongest first, and what each rung rests on\n\n");
        s.append("| evidence | says | rests on |\n| --- | --- | --- |\n");
        for (EvidenceKind kind : EvidenceKind.values()) {
            row(s, "`" + kind + "`", kind.meaning(), kind.restsOn());
        }
        s.append(
                "\nA claim is as good as its weakest part. Only a claim that is verified with one of the first seven is green.\n");
        for (String operator : operators) {
            sheet(s, operator);
        }
        return s.toString();
    }

    private static void sheet(StringBuilder s, String operator) {
        Sheet sheet = Sheet.of(operator);
        s.append("\n## [").append(sheet.title()).append("](").append(operator).append(".md)\n\n");
        s.append("| claim | | evidence | checked | mutants |\n| --- | --- | --- | --- | --- |\n");
        for (Claim claim : Claims.of(operator)) {
            String parts = String.join(
                    "; ",
                    claim.parts().stream()
                            .map(p -> p.name() + " (" + p.kind() + ")")
                            .toList());
            int mutants =
                    claim.parts().stream().mapToInt(p -> p.mutants().size()).sum();
            row(
                    s,
                    claim.id(),
                    claim.text().title(),
                    "`" + claim.label() + "`",
                    parts.isEmpty() ? "no check yet" : parts,
                    String.valueOf(mutants));
        }
    }

    private static void row(StringBuilder s, String... cells) {
        for (String cell : cells) {
            s.append("| ").append(cell.replace("|", "\\|")).append(' ');
        }
        s.append("|\n");
    }
}
