package org.fiducial.theory;

import java.nio.file.Path;
import java.util.Optional;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;

/**
 * What a check is given.
 *
 * @param effort how much effort to spend
 * @param seed what all its draws derive from
 * @param folder where a long sweep keeps what it has done and goes on from, if anywhere; it never changes what is found
 */
public record CheckRun(Effort effort, Seed seed, Optional<Path> folder) {
    public CheckRun(Effort effort, Seed seed) {
        this(effort, seed, Optional.empty());
    }

    /** The run of a named part: its own draws, the same effort. */
    public CheckRun part(String name) {
        return new CheckRun(effort, seed.derive(name), folder);
    }

    /** The draws for a named purpose, from the beginning. */
    public RandomStream draws(String purpose) {
        return seed.derive(purpose).stream();
    }
}
