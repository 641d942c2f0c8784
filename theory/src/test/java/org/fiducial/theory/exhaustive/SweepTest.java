package org.fiducial.theory.exhaustive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    /** Half of x, rounded to the format, against the exact half: in units of the format's last place. */
    private static double halving(Format f, long code, Rounding rounding) {
        if (!f.isFinite(code)) {
            double half = f.toDouble(code) / 2;
            return f.isNaN(code) == Double.isNaN(half) ? 0 : Double.NaN;
        }
        Dyadic exact = f.decode(code).shift(-1);
        Dyadic rounded = f.decode(f.encode(exact, rounding));
        return rounded.subtract(exact).abs().toDouble() / f.ulp(exact).toDouble();
    }

    @Test
    void everyCodeIsSeenOnce() {
        Evidence half =
                new Sweep(Format.BINARY16, c -> halving(Format.BINARY16, c, Rounding.TIES_TO_EVEN), 0.5, "half").run();
        assertEquals(Verdict.VERIFIED, half.verdict());
        assertEquals(EvidenceKind.EXHAUSTIVE, half.kind());
        assertEquals("63488", half.numbers().get("finite codes"));
        assertEquals("2", half.numbers().get("infinite codes"));
        assertEquals("2046", half.numbers().get("NaN codes"));
        assertEquals("0.5", half.numbers().get("worst error"), "ties among the subnormal numbers");
        Evidence brain = new Sweep(Format.BFLOAT16, c -> 0, 0, "zero").run();
        assertEquals("65280", brain.numbers().get("finite codes"));
        assertEquals("254", brain.numbers().get("NaN codes"));
    }

    @Test
    void oneWrongCodeIsFoundAndNamed() {
        Sweep sweep = new Sweep(Format.BINARY16, c -> c == 0x1234 ? 0.51 : 0.1, 0.5, "one wrong");
        Evidence e = sweep.run();
        assertEquals(Verdict.REFUTED, e.verdict());
        assertEquals("0x1234", e.numbers().get("worst at code"));
        assertEquals(
                Verdict.REFUTED,
                new Sweep(Format.BINARY16, c -> c == 7 ? Double.NaN : 0, 0.5, "NaN")
                        .run()
                        .verdict());
    }

    @Test
    void undecidedIsNoPass() {
        Sweep sweep = new Sweep(
                Format.E5M2,
                c -> {
                    if (c == 3) {
                        throw new UndecidedException("3");
                    }
                    return 0;
                },
                0,
                "undecided");
        assertEquals(Verdict.UNDECIDED, sweep.run().verdict());
    }

    @Test
    void anInterruptedSweepGoesOnAndGivesTheSameResult() {
        // TF32 has 19 bits: 8 blocks.
        CodeError error = c -> (c * 2654435761L >>> 7) % 1000 / 1000.0;
        Sweep sweep = new Sweep(Format.TF32, error, 1, "hash");
        Evidence whole = sweep.run(2, "", s -> {}, Long.MAX_VALUE);
        String[] saved = {""};
        assertEquals(Verdict.UNDECIDED, sweep.run(2, "", s -> saved[0] = s, 3).verdict());
        assertEquals(4, saved[0].lines().count());
        String state = saved[0];
        Evidence resumed = sweep.run(1, state, s -> {}, Long.MAX_VALUE);
        assertEquals(whole, resumed);
        assertThrows(IllegalArgumentException.class, () -> new Sweep(Format.TF32, error, 1, "other")
                .run(1, state, s -> {}, 1));
    }

    /** A run's folder holds the state of formats of more than one block; a damaged state is no state. */
    @Test
    void aRunResumesFromItsFolder(@TempDir Path folder) throws IOException {
        CheckRun run = new CheckRun(Effort.LONG, Seed.of(1), Optional.of(folder.resolve("sweeps")));
        CodeError error = c -> (c * 2654435761L >>> 7) % 1000 / 1000.0;
        Sweep sweep = new Sweep(Format.TF32, error, 1, "hash");
        assertEquals(Verdict.UNDECIDED, sweep.run(run, 3).verdict());
        Path file = folder.resolve("sweeps").resolve("sweep-tf32-hash.txt");
        assertEquals(4, Files.readAllLines(file).size());
        AtomicLong seen = new AtomicLong();
        Sweep counting = new Sweep(
                Format.TF32,
                c -> {
                    seen.incrementAndGet();
                    return error.at(c);
                },
                1,
                "hash");
        assertEquals(sweep.run(), counting.run(run));
        assertEquals(5 << 16, seen.get(), "three of eight blocks were done before");
        Files.writeString(file, Files.readString(file).replaceFirst("\n0 ", "\n8 "));
        assertThrows(IllegalArgumentException.class, () -> sweep.run(run));
        new Sweep(Format.E5M2, c -> 0, 0, "small").run(run);
        try (var files = Files.list(folder.resolve("sweeps"))) {
            assertEquals(1, files.count(), "nothing else is left behind");
        }
    }
}
