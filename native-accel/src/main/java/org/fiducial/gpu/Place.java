package org.fiducial.gpu;

import java.util.Optional;
import java.util.function.Supplier;

/** Where kernels can run. A device is opened on first use and stays open. */
enum Place {
    GPU("gpu", CudaDevice::absence, CudaDevice::open),
    HOST("host", HostDevice::absence, HostDevice::open);

    private final String prefix;
    private final Supplier<Optional<String>> absence;
    private final Supplier<Device> opening;
    private @org.jspecify.annotations.Nullable Device device;

    Place(String prefix, Supplier<Optional<String>> absence, Supplier<Device> opening) {
        this.prefix = prefix;
        this.absence = absence;
        this.opening = opening;
    }

    /** What names of implementations begin with. */
    String prefix() {
        return prefix;
    }

    Optional<String> absence() {
        return absence.get();
    }

    /** The device. @throws DeviceException if there is none */
    synchronized Device device() {
        if (device == null) {
            Device opened = opening.get();
            // The host build is a process of its own; it ends with this one.
            Runtime.getRuntime().addShutdownHook(new Thread(opened::close));
            device = opened;
        }
        return device;
    }
}
