package org.fiducial.claims;

import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.random.Seed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Effort and seed of a run. */
final class RunOptions {
    @Option(
            names = "--effort",
            paramLabel = "EFFORT",
            defaultValue = "quick",
            description = "How many inputs: quick, standard or long. Default: quick.")
    private Effort effort = Effort.QUICK;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of all draws: a decimal number, or 0x and up to 64 hexadecimal digits. Default: a fresh one.")
    private @Nullable String seed;

    /** The run; a seed that is none is a mistake of the command line. */
    CheckRun run(CommandLine command) {
        if (seed == null) {
            return new CheckRun(effort, Seed.fresh());
        }
        try {
            return new CheckRun(effort, Seed.parse(seed));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage());
        }
    }
}
