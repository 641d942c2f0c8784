package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ships was compiled from the sources beside it. */
class ShippedKernelsTest {
    private static final Path SOURCES = Path.of("src/main/cuda");

    @Test
    void everySourceIsAFamilyOrAHeader() throws IOException {
        List<String> expected = new ArrayList<>(ShippedKernels.HEADERS);
        ShippedKernels.FAMILIES.forEach(f -> expected.add(f + ".cu"));
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertEquals(
                    expected.stream().sorted().toList(),
                    files.filter(Files::isRegularFile)
                            .map(f -> String.valueOf(f.getFileName()))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void manifestNamesTheSourcesAndThePtx() {
        Properties manifest = ShippedKernels.manifest();
        for (String family : ShippedKernels.FAMILIES) {
            assertEquals(
                    ShippedKernels.sourceHash(family),
                    manifest.getProperty(family + ".source"),
                    family + " has changed since it was compiled: run native-accel/compile-kernels");
            byte[] ptx = ShippedKernels.ptx(family);
            byte[] text = Arrays.copyOf(ptx, ptx.length - 1);
            assertEquals(ShippedKernels.hash(text), manifest.getProperty(family + ".ptx"), family);
        }
        assertEquals(2 * ShippedKernels.FAMILIES.size() + 1, manifest.size());
    }

    /** The bounds of the oracle's kernels count every operation as one rounding to nearest; nothing is contracted, flushed or approximate. */
    @Test
    void theOraclesKernelsRoundEveryOperationToNearest() {
        Pattern operation = Pattern.compile("\\b(add|sub|mul|fma|mad|div|rcp|sqrt|ex2|lg2)([.a-z0-9]*)\\.f(64|32)\\b");
        for (String family : List.of("ball_attention", "ball_pairs")) {
            String ptx = ShippedKernels.text(ShippedKernels.ptx(family));
            Matcher m = operation.matcher(ptx);
            int found = 0;
            while (m.find()) {
                assertEquals("64", m.group(3), m.group());
                assertEquals(".rn", m.group(2), m.group());
                found++;
            }
            assertTrue(found > 1000, family + " has " + found + " operations");
        }
    }

    /** Takes a minute: with -Dfiducial.long=true, and only with the compiler that made what ships. */
    @Test
    void compilingAgainGivesTheSame(@TempDir Path folder) throws Exception {
        assumeTrue(Boolean.getBoolean("fiducial.long"), "a minute of nvcc: only with -Dfiducial.long=true");
        Process p = new ProcessBuilder("./compile-kernels", folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(p.waitFor(10, TimeUnit.MINUTES) && p.exitValue() != 2, said);
        assertEquals(0, p.exitValue(), said);
        Properties again = new Properties();
        again.load(Files.newBufferedReader(folder.resolve("manifest.properties")));
        Properties shipped = ShippedKernels.manifest();
        assumeTrue(
                java.util.Objects.equals(shipped.get("toolkit"), again.get("toolkit")),
                "nvcc here is " + again.get("toolkit") + ", what ships was made by " + shipped.get("toolkit"));
        assertEquals(shipped, again);
    }
}
