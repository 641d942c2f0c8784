package org.fiducial.bench;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Something that a library on the class path may provide.
 *
 * @param service null if there is none
 * @param absence why there is none; empty if there is one
 */
record Library<S>(@Nullable S service, String absence) {
    /** The first provider that loads. */
    static <S> Library<S> find(Class<S> type) {
        String why = "no OpenBLAS on the class path";
        Iterator<S> all = ServiceLoader.load(type).iterator();
        while (true) {
            try {
                if (!all.hasNext()) {
                    return new Library<>(null, why);
                }
                return new Library<>(all.next(), "");
            } catch (ServiceConfigurationError | LinkageError e) {
                why = "OpenBLAS does not load here";
            }
        }
    }
}
