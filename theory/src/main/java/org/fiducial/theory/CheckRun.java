package org.fiducial.theory;

import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;

/** What a check is given: how much effort to spend, and the seed that all its draws derive from. */
public record CheckRun(Effort effort, Seed seed) {
    /** The run of a named part: its own draws, the same effort. */
    public CheckRun part(String name) {
        return new CheckRun(effort, seed.derive(name));
    }

    /** The draws for a named purpose, from the beginning. */
    public RandomStream draws(String purpose) {
        return seed.derive(purpose).stream();
    }
}
