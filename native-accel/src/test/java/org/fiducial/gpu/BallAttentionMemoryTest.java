package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fiducial.arithmetic.block.FusedAttention.Head;
import org.junit.jupiter.api.Test;

/** Keys and values that stay on a device from slice to slice, on one whose memory runs out. */
class BallAttentionMemoryTest {
    /** A device with room for so many bytes; its kernels compute nothing, but take no memory that was given back. */
    private static final class SmallDevice implements Device {
        private final long room;
        private final List<Given> given = new ArrayList<>();

        SmallDevice(long room) {
            this.room = room;
        }

        long held() {
            return given.stream().filter(t -> !t.closed).mapToLong(Given::bytes).sum();
        }

        private static final class Given implements DeviceTensor {
            private final byte[] data;
            private boolean closed;

            Given(long bytes) {
                data = new byte[Math.toIntExact(bytes)];
            }

            @Override
            public long address() {
                throw new UnsupportedOperationException("nobody looks at it");
            }

            @Override
            public long bytes() {
                return data.length;
            }

            @Override
            public void write(byte[] x) {
                System.arraycopy(x, 0, data, 0, data.length);
            }

            @Override
            public byte[] read() {
                return data.clone();
            }

            @Override
            public void close() {
                closed = true;
            }
        }

        @Override
        public String name() {
            return "a small device";
        }

        @Override
        public DeviceTensor allocate(long bytes) {
            if (held() + bytes > room) {
                throw new DeviceException("no memory");
            }
            Given t = new Given(bytes);
            given.add(t);
            return t;
        }

        @Override
        public Kernel kernel(String family, String name) {
            return (grid, arguments) -> {
                for (Object a : arguments) {
                    assertFalse(a instanceof Given t && t.closed, "a kernel gets memory that was given back");
                }
            };
        }

        @Override
        public double seconds(Runnable work) {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public void close() {}
    }

    private static Head head(int rows, int keys, int width) {
        int[] to = new int[rows];
        Arrays.fill(to, keys);
        return new Head(
                new double[rows],
                new double[keys],
                new double[keys * width],
                rows,
                keys,
                1,
                width,
                1.0,
                new int[rows],
                to);
    }

    @Test
    void headWithoutRoomLeavesNothingOfTheHeadBefore() {
        // Keys and values have 24 bytes each; output, rises, queries and two ends of ranges 56.
        SmallDevice device = new SmallDevice(104);
        BallAttention attention = new BallAttention(Place.HOST, () -> device);
        Head first = head(2, 3, 1);
        // Of one the keys do not fit, of the other the values.
        for (Head large : List.of(head(1, 20, 1), head(1, 3, 3))) {
            attention.attend(first);
            assertEquals(48, device.held(), "keys and values stay");
            assertThrows(IllegalStateException.class, () -> attention.attend(large));
            assertEquals(0, device.held(), "nothing stays of a head that did not fit");
            attention.attend(first);
        }
    }
}
