package org.fiducial.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.fiducial.tensor.NewFile;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.random.Seed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Effort and seed of a run, and where its sweeps are kept. */
final class RunOptions {
    @Option(
            names = "--effort",
            paramLabel = "EFFORT",
            defaultValue = "quick",
            description =
                    "How many inputs: quick, standard or long; long also sweeps all 2^32 binary32 numbers. Default: quick.")
    private Effort effort = Effort.QUICK;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of all draws: a decimal number, or 0x and up to 64 hexadecimal digits. Default: a fresh one.")
    private @Nullable String seed;

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description =
                    "Where sweeps of 2^32 numbers keep what they have done, so that the same command goes on after an interruption.")
    private @Nullable Path folder;

    /** The run; a seed that is none is a mistake of the command line. */
    CheckRun run(CommandLine command) throws IOException {
        if (folder != null) {
            NewFile.requireFolder(folder);
        }
        if (seed == null) {
            return run(Seed.fresh());
        }
        try {
            return run(Seed.parse(seed));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage());
        }
    }

    private CheckRun run(Seed of) {
        return new CheckRun(effort, of, Optional.ofNullable(folder));
    }
}
