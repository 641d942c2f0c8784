package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mistake planted in the sources of kernels.
 *
 * @param right what stands in them; empty for no mistake
 * @param wrong what stands there instead
 */
record PlantedText(String right, String wrong) {
    /** A source with the mistake wherever the right text stands. */
    byte[] in(String file) {
        byte[] source = ShippedKernels.source(file);
        return right.isEmpty()
                ? source
                : new String(source, StandardCharsets.UTF_8)
                        .replace(right, wrong)
                        .getBytes(StandardCharsets.UTF_8);
    }

    /** The right text stands so many times in these files together, and is another one than the wrong text. */
    void assertPlaces(int expected, String... files) {
        int places = 0;
        for (String file : files) {
            String text = new String(ShippedKernels.source(file), StandardCharsets.UTF_8);
            places += text.split(Pattern.quote(right), -1).length - 1;
        }
        assertEquals(right.isEmpty() ? 0 : expected, right.isEmpty() ? 0 : places, "places of " + right);
    }

    /** The compiler; without one there is no test, and one that compiles for long is run on request alone. */
    static HostCompiler compiler(boolean quick) {
        Optional<HostCompiler> compiler = HostCompiler.find();
        assumeTrue(compiler.isPresent(), () -> HostDevice.absence().orElse(""));
        assumeTrue(quick || Boolean.getBoolean("fiducial.long"), "compiles for long: only with -Dfiducial.long=true");
        return compiler.get();
    }
}
