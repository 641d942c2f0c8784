package org.fiducial.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.fiducial.report.HtmlReport;
import org.fiducial.report.Markup;
import org.jspecify.annotations.Nullable;

/** The table of all kernels, as JSON and as a page. */
final class KernelTable {
    private KernelTable() {}

    static String json(List<KernelRow> rows, @Nullable String absence) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("absence", absence);
        ArrayNode array = root.putArray("rows");
        for (KernelRow row : rows) {
            ObjectNode o = array.addObject();
            o.put("kernel", row.name()).put("problem", row.sample()).put("format", row.format());
            number(o, "seconds", row.seconds());
            number(o, "operationsPerSecond", row.operationsPerSecond());
            number(o, "fractionOfLimit", row.fraction());
            o.put("verdict", row.verdict() == null ? null : row.verdict().name());
            number(o, "errorOverBound", row.ratio());
            o.put("model", row.model()).put("note", row.note());
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void number(ObjectNode o, String name, double x) {
        if (Double.isNaN(x)) {
            o.putNull(name);
        } else {
            o.put(name, x);
        }
    }

    static String html(List<KernelRow> rows, @Nullable String absence) {
        Markup m = HtmlReport.page("Fiducial: kernels");
        m.leaf("h1", "Kernels under the oracle");
        if (absence != null) {
            m.leaf("p", "Skipped: " + absence);
        }
        m.leaf(
                "p",
                "Time is the least of several launches, transfers left out. The limit is what the device reached in plain copies and"
                        + " multiply-adds, measured in the same run; operations and bytes are the definition's. Error over bound is the"
                        + " largest distance from the certified value over what the declared model allows there.");
        m.open("div", "class", "scroll").open("table").open("thead").open("tr");
        KernelRow.HEADINGS.forEach(h -> m.leaf("th", h));
        m.close().close().open("tbody").line();
        for (KernelRow row : rows) {
            m.open("tr");
            row.cells().forEach(c -> m.leaf("td", c));
            m.close().line();
        }
        m.close().close().close().line();
        return HtmlReport.end(m);
    }
}
