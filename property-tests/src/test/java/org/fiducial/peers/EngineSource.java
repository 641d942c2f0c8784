package org.fiducial.peers;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The engines found once for all tests. */
final class EngineSource {
    static final Engines ENGINES = Engines.find();

    static {
        ENGINES.absent().forEach(line -> System.out.println("engine tests skipped: " + line));
    }

    private EngineSource() {}

    /** The engine, or the test is skipped with the reason. */
    static AttentionImplementation engine(String name) {
        AttentionImplementation engine = ENGINES.named(name).orElse(null);
        Assumptions.assumeTrue(engine != null, () -> name + " does not run here: " + ENGINES.absent());
        if (engine == null) {
            throw new AssertionError("assumption passed without an engine");
        }
        return engine;
    }

    /** Every engine present, and the built-in one. */
    static List<AttentionImplementation> all() {
        List<AttentionImplementation> all = new java.util.ArrayList<>(ENGINES.present());
        all.add(new StandIn());
        return all;
    }
}
