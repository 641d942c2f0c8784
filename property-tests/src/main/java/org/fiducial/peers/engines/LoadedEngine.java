package org.fiducial.peers.engines;

import java.util.Optional;
import org.fiducial.peers.AttentionImplementation;
import org.jspecify.annotations.Nullable;

/** An engine whose native library is loaded when it is first asked for. */
abstract class LoadedEngine implements AttentionImplementation {
    private @Nullable Optional<String> absence;

    /** Loads the library; throws what the loader throws. */
    abstract void load();

    /** Version of the library, once it is loaded. */
    abstract String loadedVersion();

    @Override
    public final String version() {
        return absence().isEmpty() ? loadedVersion() : "absent";
    }

    @Override
    public final synchronized Optional<String> absence() {
        if (absence == null) {
            absence = loaded();
        }
        return absence;
    }

    private Optional<String> loaded() {
        try {
            load();
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of("its native library does not load here (" + e + ")");
        }
    }

    /** @throws IllegalStateException if the library is absent */
    final void requirePresent() {
        absence().ifPresent(reason -> {
            throw new IllegalStateException(name() + ": " + reason);
        });
    }
}
