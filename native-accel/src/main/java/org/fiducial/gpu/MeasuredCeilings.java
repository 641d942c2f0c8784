package org.fiducial.gpu;

import java.util.HashMap;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation.Ceilings;

/** What a GPU reaches in copies and multiply-adds, measured once. */
final class MeasuredCeilings {
    private static final int TIMINGS = 5;
    private static final Map<Format, Ceilings> MEASURED = new HashMap<>();

    private MeasuredCeilings() {}

    /** For inputs in that format: products of 16-bit numbers run on tensor cores, others on the plain units. */
    static synchronized Ceilings of(Device device, Format format) {
        return MEASURED.computeIfAbsent(
                format, f -> new Ceilings(copies(device, 1 << 28), operations(device, f, 132 * 8, 4096)));
    }

    /** Bytes read and written a second by copying so many bytes. */
    static double copies(Device device, int bytes) {
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor from = memory.room(bytes);
            DeviceTensor to = memory.room(bytes);
            Kernel copy = device.kernel("ceilings", "ceiling_copy");
            long fours = bytes / 16;
            int blocks = (int) Math.min(4096, (fours + 255) / 256);
            Runnable work = () -> copy.launch(new Kernel.Grid(blocks, 1, 256, 0), from, to, fours);
            work.run();
            return 2.0 * bytes / Timing.least(device, TIMINGS, work);
        }
    }

    /** Floating-point operations a second, a multiply-add counting two. */
    static double operations(Device device, Format format, int blocks, int rounds) {
        boolean plain = format == Format.BINARY32 || format == Format.BINARY64;
        String name = plain ? format.name().toLowerCase(java.util.Locale.ROOT) : "tensor";
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor out = memory.room(8L * blocks * 256);
            Kernel kernel = device.kernel("ceilings", "ceiling_" + name);
            Kernel.Grid grid = new Kernel.Grid(blocks, 1, 256, 0);
            Runnable work;
            if (format == Format.BINARY64) {
                work = () -> kernel.launch(grid, out, 0.5, 0.25, rounds);
            } else if (plain) {
                work = () -> kernel.launch(grid, out, 0.5f, 0.25f, rounds);
            } else {
                work = () -> kernel.launch(grid, out, rounds);
            }
            work.run();
            double each = plain ? 256 * 16 * 2.0 : 8 * 4 * 2.0 * 16 * 16 * 8;
            return blocks * each * rounds / Timing.least(device, TIMINGS, work);
        }
    }
}
