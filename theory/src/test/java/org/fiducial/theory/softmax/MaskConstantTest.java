package org.fiducial.theory.softmax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.exhaustive.Sweep;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep of all binary32 numbers that long effort runs, on a part of its range. */
class MaskConstantTest {
    @Test
    void theErrorOfOneNumberIsTheClaim() {
        Sweep sweep = MaskConstant.absorption(Format.BINARY32, 32);
        assertEquals(0, sweep.error().at(0x4200_0000), "32 is halfway and goes to the even side");
        assertEquals(0, sweep.error().at(0xc200_0000L));
        assertEquals(0, sweep.error().at(0x4200_0001), "beyond the limit nothing is claimed");
        assertEquals(0, sweep.error().at(0x7fc0_0000), "nor of NaN");
        Sweep wider = MaskConstant.absorption(Format.BINARY32, 33);
        assertEquals(1, wider.error().at(0x4200_0001));
        assertEquals(0, wider.error().at(0xc200_0000L));
        assertEquals(1, wider.error().at(0xc200_0001L));
    }

    @Test
    void aRestrictedSweepStopsUndecidedAndGoesOn(@TempDir Path folder) throws java.io.IOException {
        CheckRun run = new CheckRun(Effort.LONG, Seed.of(1), Optional.of(folder));
        Sweep sweep = MaskConstant.absorption(Format.BINARY32, 32);
        for (int most = 16; most <= 32; most += 16) {
            Evidence e = sweep.run(run, 16);
            assertEquals(Verdict.UNDECIDED, e.verdict());
            assertTrue(
                    e.numbers().toString().contains("after " + most + " of 65536 blocks"),
                    e.numbers().toString());
        }
        try (var files = Files.list(folder)) {
            assertEquals(33, Files.readAllLines(files.findFirst().orElseThrow()).size());
        }
    }
}
