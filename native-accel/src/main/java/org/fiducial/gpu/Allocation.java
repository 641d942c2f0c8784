package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tensors that live as long as one computation. */
final class Allocation implements AutoCloseable {
    private final Device device;
    private final List<DeviceTensor> tensors = new ArrayList<>();

    Allocation(Device device) {
        this.device = device;
    }

    DeviceTensor room(long bytes) {
        DeviceTensor t = device.allocate(bytes);
        tensors.add(t);
        return t;
    }

    DeviceTensor copy(byte[] bytes) {
        DeviceTensor t = room(bytes.length);
        t.write(bytes);
        return t;
    }

    /** The null pointer where there is nothing to copy. */
    Object copyOrNone(byte @Nullable [] bytes) {
        return bytes == null ? Kernel.Pointer.NONE : copy(bytes);
    }

    @Override
    public void close() {
        for (DeviceTensor t : tensors) {
            t.close();
        }
        tensors.clear();
    }
}
