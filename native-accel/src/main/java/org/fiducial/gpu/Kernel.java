package org.fiducial.gpu;

/** A function that every thread of a grid runs. */
public interface Kernel {
    /**
     * The threads of a launch.
     *
     * @param x blocks along x
     * @param y blocks along y
     * @param threads threads a block, a multiple of 32
     * @param shared bytes of dynamic shared memory a block
     */
    record Grid(int x, int y, int threads, int shared) {
        public Grid {
            if (x < 1 || y < 1 || y > 65535 || threads < 32 || threads > 1024 || threads % 32 != 0 || shared < 0) {
                throw new IllegalArgumentException(
                        "grid of " + x + " x " + y + " blocks of " + threads + " threads and " + shared
                                + " shared bytes, expected 1 to 65535 blocks along y and 32, 64 .. 1024 threads");
            }
        }
    }

    /**
     * Starts it.
     *
     * @param arguments in order: {@link DeviceTensor}, {@link Pointer#NONE}, Integer, Long, Float or Double
     * @throws DeviceException if the device refuses
     */
    void launch(Grid grid, Object... arguments);

    /** Addresses that are no tensor's. */
    enum Pointer {
        /** The null pointer: this tensor is not given. */
        NONE
    }
}
