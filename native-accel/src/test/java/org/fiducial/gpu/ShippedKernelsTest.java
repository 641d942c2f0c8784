package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ships was compiled from the sources beside it. */
class ShippedKernelsTest {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path COMPILED = Path.of("src/main/resources/org/fiducial/gpu/compiled");

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
    void manifestNamesTheSourcesAndWhatWasMadeOfThem() throws IOException {
        Properties manifest = ShippedKernels.manifest();
        for (String family : ShippedKernels.FAMILIES) {
            assertEquals(
                    ShippedKernels.sourceHash(family),
                    manifest.getProperty(family + ".source"),
                    family + " has changed since it was compiled: run native-accel/compile-kernels");
            byte[] ptx = ShippedKernels.ptx(family);
            byte[] text = Arrays.copyOf(ptx, ptx.length - 1);
            assertEquals(ShippedKernels.hash(text), manifest.getProperty(family + ".ptx"), family);
            for (int c : ShippedKernels.CAPABILITIES) {
                byte[] code = ShippedKernels.machineCode(family, c);
                assertEquals(ShippedKernels.hash(code), manifest.getProperty(family + ".sm_" + c), family + " " + c);
            }
        }
        int kinds = 2 + ShippedKernels.CAPABILITIES.size();
        assertEquals(kinds * ShippedKernels.FAMILIES.size() + 1, manifest.size());
        try (Stream<Path> files = Files.list(COMPILED)) {
            assertEquals((kinds - 1) * ShippedKernels.FAMILIES.size() + 1, files.count(), "nothing else ships");
        }
    }

    /** Every kernel of the PTX is in the machine code, which is an ELF file for NVIDIA's processors of that capability. */
    @Test
    void machineCodeIsForItsCapabilityAndHoldsEveryKernel() {
        String temporary = System.getProperty("java.io.tmpdir");
        Pattern entry = Pattern.compile("\\.visible \\.entry ([a-z0-9_]+)\\(");
        for (String family : ShippedKernels.FAMILIES) {
            Matcher m = entry.matcher(ShippedKernels.text(ShippedKernels.ptx(family)));
            List<String> kernels = new ArrayList<>();
            while (m.find()) {
                kernels.add(m.group(1));
            }
            assertTrue(kernels.size() > 0, family);
            for (int c : ShippedKernels.CAPABILITIES) {
                byte[] code = ShippedKernels.machineCode(family, c);
                ByteBuffer elf = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
                assertEquals(0x464c457f, elf.getInt(0), family);
                assertEquals(190, elf.getShort(18), family + ": the machine is CUDA");
                assertEquals(c, elf.getInt(48) >> 8 & 0xff, family + ": capability in the flags of ABI 8");
                String text = new String(code, StandardCharsets.ISO_8859_1);
                kernels.forEach(k -> assertTrue(text.contains("\0.text." + k + "\0"), k + " for " + c));
                String folder = String.valueOf(Path.of("").toAbsolutePath().getParent());
                assertFalse(text.contains(folder) || text.contains(temporary), family + " names a folder");
            }
        }
    }

    /** Machine code runs on the same major number and no smaller minor one; everything else needs PTX. */
    @Test
    void devicesGetTheMachineCodeThatTheyRun() {
        int[][] expected = {
            {75, -1}, {80, 80}, {86, 80}, {87, 80}, {89, 80}, {90, 90}, {100, 100}, {103, 100}, {110, -1}, {120, -1}
        };
        for (int[] e : expected) {
            assertEquals(e[1], ShippedKernels.capabilityFor(e[0]).orElse(-1), "capability " + e[0]);
        }
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

    /** One small family in every build, all of them with -Dfiducial.long=true; only with the compiler that made what ships. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compilingAgainGivesTheSame(boolean all, @TempDir Path folder) throws Exception {
        assumeTrue(!all || Boolean.getBoolean("fiducial.long"), "a minute of nvcc: only with -Dfiducial.long=true");
        List<String> command = new ArrayList<>(List.of("./compile-kernels", folder.toString()));
        if (!all) {
            command.add("rows");
        }
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(p.waitFor(10, TimeUnit.MINUTES) && p.exitValue() != 2, said);
        assertEquals(0, p.exitValue(), said);
        Properties again = new Properties();
        again.load(Files.newBufferedReader(folder.resolve("manifest.properties")));
        Properties shipped = ShippedKernels.manifest();
        assumeTrue(
                java.util.Objects.equals(shipped.get("toolkit"), again.get("toolkit")),
                "nvcc here is " + again.get("toolkit") + ", what ships was made by " + shipped.get("toolkit"));
        if (!all) {
            shipped.keySet().removeIf(k -> !k.equals("toolkit") && !k.toString().startsWith("rows."));
            assertEquals(3 + ShippedKernels.CAPABILITIES.size(), shipped.size());
        }
        assertEquals(shipped, again);
    }
}
