package org.fiducial.arithmetic.block;

import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The device of this machine, looked for when it is first asked for. */
final class PresentDevice {
    static final Optional<FusedAttention> FOUND = find();

    private PresentDevice() {}

    private static Optional<FusedAttention> find() {
        Iterator<FusedAttention> all = ServiceLoader.load(FusedAttention.class).iterator();
        while (true) {
            try {
                if (!all.hasNext()) {
                    return Optional.empty();
                }
                FusedAttention device = all.next();
                if (device.absence().isEmpty()) {
                    return Optional.of(device);
                }
            } catch (ServiceConfigurationError | LinkageError missing) {
                // Left out of this build.
                continue;
            }
        }
    }
}
