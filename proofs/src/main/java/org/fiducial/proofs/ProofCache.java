package org.fiducial.proofs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attempts of earlier runs, by a hash of all that they depend on. */
final class ProofCache {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Attempt> attempts = new TreeMap<>();

    /** An empty cache if the file is absent, damaged or not wanted. */
    ProofCache(Path file, boolean read) {
        this.file = file;
        if (read && Files.exists(file)) {
            try {
                attempts.putAll(JSON.readValue(file.toFile(), new TypeReference<Map<String, Attempt>>() {}));
            } catch (IOException e) {
                attempts.clear();
            }
        }
    }

    @Nullable
    Attempt get(String key) {
        return attempts.get(key);
    }

    /** Keeps an attempt, on disk too. */
    void put(String key, Attempt attempt) {
        attempts.put(key, attempt);
        try {
            JSON.writeValue(file.toFile(), attempts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
