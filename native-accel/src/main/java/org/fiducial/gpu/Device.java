package org.fiducial.gpu;

/** Something that has memory of its own and runs kernels. Not for several threads at once. */
public interface Device extends AutoCloseable {
    /** What it is, for people: "NVIDIA H100", or the compiler that the host build used. */
    String name();

    /** What is not known until it is written. @throws DeviceException if there is not that much memory */
    DeviceTensor allocate(long bytes);

    /** A copy of these bytes. */
    default DeviceTensor upload(byte[] bytes) {
        DeviceTensor t = allocate(bytes.length);
        t.write(bytes);
        return t;
    }

    /**
     * A kernel.
     *
     * @param family its source without the ending, such as "attention_forward"
     * @throws DeviceException if there is no such kernel, or the device cannot run it
     */
    Kernel kernel(String family, String name);

    /** Seconds that the launches in {@code work} take on the device, from the first one's start to the last one's end. */
    double seconds(Runnable work);

    /** Frees the device; tensors and kernels of it are not to be used any more. */
    @Override
    void close();
}
