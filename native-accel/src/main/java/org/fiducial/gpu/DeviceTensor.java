package org.fiducial.gpu;

/** Memory of a device. */
public interface DeviceTensor extends AutoCloseable {
    /** Where it begins, as kernels see it. */
    long address();

    long bytes();

    /** Copies in, from the beginning. @throws IllegalArgumentException if there are not exactly as many bytes */
    void write(byte[] data);

    /** Copies everything out, after all launches before. */
    byte[] read();

    /** Frees the memory. */
    @Override
    void close();
}
