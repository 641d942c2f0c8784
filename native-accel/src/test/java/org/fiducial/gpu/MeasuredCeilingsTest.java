package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.fiducial.number.Format;
import org.fiducial.operator.Implementation.Ceilings;
import org.fiducial.operator.Implementation.Run;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasuredCeilingsTest {
    @ParameterizedTest
    @EnumSource(Place.class)
    void everyFormatHasARate(Place place) {
        assumeTrue(place.absence().isEmpty(), () -> place.absence().orElse(""));
        Device device = place.device();
        assertTrue(MeasuredCeilings.copies(device, 1 << 14) > 0);
        for (Format f : new Format[] {Format.BINARY16, Format.BFLOAT16, Format.BINARY32, Format.BINARY64}) {
            assertTrue(MeasuredCeilings.operations(device, f, 1, 2) > 0, f.name());
        }
    }

    /** A copy that left something out would make a limit that nothing can reach. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void copiesCopyEverything(Place place) {
        assumeTrue(place.absence().isEmpty(), () -> place.absence().orElse(""));
        byte[] data = new byte[16 * 700];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7 + 1);
        }
        try (Allocation memory = new Allocation(place.device())) {
            DeviceTensor to = memory.room(data.length);
            place.device()
                    .kernel("ceilings", "ceiling_copy")
                    .launch(new Kernel.Grid(2, 1, 64, 0), memory.copy(data), to, 700L);
            assertArrayEquals(data, to.read());
        }
    }

    @Test
    void theNearerLimitCounts() {
        Tensor none = Tensor.of(new float[] {0}, 1);
        Ceilings limits = new Ceilings(100, 1000);
        // 500 operations take at least half a second, 20 bytes a fifth.
        assertTrue(Math.abs(limits.fraction(new Run(none, 1, 500, 20)) - 0.5) < 1e-12);
        assertTrue(Math.abs(limits.fraction(new Run(none, 1, 100, 20)) - 0.2) < 1e-12);
    }
}
