package org.fiducial.gpu;

/** Memory of a size that does not change, freed once. */
abstract class DeviceMemory implements DeviceTensor {
    private final long bytes;
    private boolean freed;

    DeviceMemory(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public final long bytes() {
        return bytes;
    }

    @Override
    public final void write(byte[] data) {
        if (data.length != bytes) {
            throw new IllegalArgumentException(data.length + " bytes for a tensor of " + bytes);
        }
        fill(data);
    }

    @Override
    public final void close() {
        if (!freed && isHeld()) {
            freed = true;
            free();
        }
    }

    /** Copies in as many bytes as there are. */
    abstract void fill(byte[] data);

    /** Whether the device still has it; what became of the memory of a closed one is the device's affair. */
    abstract boolean isHeld();

    abstract void free();
}
