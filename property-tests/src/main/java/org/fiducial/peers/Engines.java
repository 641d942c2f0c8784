package org.fiducial.peers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The engines that can run here.
 *
 * @param present those that run
 * @param absent one line for each that does not, with the reason
 */
public record Engines(List<AttentionImplementation> present, List<String> absent) {
    /** Looks for all of them; loads their native code. */
    public static Engines find() {
        List<AttentionImplementation> present = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        Iterator<AttentionImplementation> services =
                ServiceLoader.load(AttentionImplementation.class).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new Engines(List.copyOf(present), List.copyOf(absent));
                }
                AttentionImplementation engine = services.next();
                Optional<String> reason = engine.absence();
                if (reason.isEmpty()) {
                    present.add(engine);
                } else {
                    absent.add(engine.name() + ": " + reason.get());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // The message names the class that is missing.
                String missing = String.valueOf(e.getMessage()).replaceFirst("^.*Provider (\\S+\\.)?", "");
                absent.add(missing + " (built with -Dengines=none, or for a platform without its libraries)");
            }
        }
    }

    /** The engine of that name, if it runs here. */
    public Optional<AttentionImplementation> named(String name) {
        return present.stream().filter(e -> e.name().equals(name)).findFirst();
    }
}
