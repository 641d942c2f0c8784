package org.fiducial.oracle;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Enclosing;

/**
 * How many query rows an arithmetic engine decided.
 *
 * @param engine its name
 * @param rows rows that needed no sharper engine
 */
public record EngineUse(String engine, long rows) {
    /** The engines that decided any rows, of those of a ladder. */
    public static List<EngineUse> of(List<Enclosing<?>> engines, long[] decided) {
        List<EngineUse> uses = new ArrayList<>();
        for (int e = 0; e < decided.length; e++) {
            if (decided[e] > 0) {
                uses.add(new EngineUse(engines.get(e).name(), decided[e]));
            }
        }
        return uses;
    }
}
