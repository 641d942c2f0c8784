package org.fiducial.report;

import java.util.List;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;

/**
 * Verdicts as JUnit XML, one test case a check: VIOLATES is a failure, INCONCLUSIVE an error, a suspicion a failure if checks are strict.
 */
public final class JUnitReport {
    private JUnitReport() {}

    public static String of(List<Checked> checks) {
        long failures = checks.stream()
                .filter(c -> !c.passes() && c.verdict().verdict() != Outcome.INCONCLUSIVE)
                .count();
        long errors = checks.stream()
                .filter(c -> c.verdict().verdict() == Outcome.INCONCLUSIVE)
                .count();
        double seconds = checks.stream().mapToDouble(Checked::seconds).sum();
        Markup m = new Markup().raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        m.open(
                        "testsuite",
                        "name",
                        "fiducial",
                        "tests",
                        Integer.toString(checks.size()),
                        "failures",
                        Long.toString(failures),
                        "errors",
                        Long.toString(errors),
                        "skipped",
                        "0",
                        "time",
                        seconds(seconds))
                .line();
        checks.forEach(c -> testCase(m, c));
        return m.close().line().toString();
    }

    private static void testCase(Markup m, Checked c) {
        Verdict v = c.verdict();
        m.open(
                        "testcase",
                        "classname",
                        "fiducial." + v.operator() + "." + v.output(),
                        "name",
                        c.label(),
                        "time",
                        seconds(c.seconds()))
                .line();
        if (v.verdict() == Outcome.INCONCLUSIVE) {
            m.leaf("error", String.join("\n", v.reasons()), "type", "INCONCLUSIVE", "message", VerdictText.worst(v))
                    .line();
        } else if (v.verdict() == Outcome.VIOLATES) {
            m.leaf("failure", diagnosis(v), "type", "VIOLATES", "message", VerdictText.worst(v))
                    .line();
        } else if (!c.passes()) {
            m.leaf("failure", v.suspicion().assumptions(), "type", "SUSPICIOUS", "message", VerdictText.suspicion(v))
                    .line();
        }
        m.leaf("system-out", String.join("\n", VerdictText.lines(c))).line();
        m.close().line();
    }

    private static String diagnosis(Verdict v) {
        StringBuilder s = new StringBuilder(VerdictText.counts(v));
        for (Diagnosis d : v.diagnosis()) {
            s.append('\n').append(d.mistake()).append(": ").append(d.description());
        }
        return s.toString();
    }

    private static String seconds(double s) {
        return String.format(java.util.Locale.ROOT, "%.3f", s);
    }
}
