package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The host side for GPUs without a GPU: JCuda's real binding calls a driver that runs kernels on the host and is as strict about contexts,
 * memory, functions and shared memory as NVIDIA's. It shows that calls and arguments are right, not what a GPU computes.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class DriverTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void compileTheDriver() throws Exception {
        Optional<HostCompiler> compiler = HostCompiler.find();
        assumeTrue(compiler.isPresent(), () -> HostDevice.absence().orElse(""));
        assumeTrue(CudaDevice.absence().isPresent(), "NVIDIA's own driver is here");
        Path sources = Path.of("src/main/cuda");
        List<String> command = new ArrayList<>(List.of(
                compiler.get().compiler().toString(),
                "-std=c++17",
                "-O1",
                "-fPIC",
                "-shared",
                "-ffp-contract=off",
                "-Wno-unknown-pragmas",
                "-Wl,-soname,libcuda.so.1",
                "-o",
                folder.resolve("libcuda.so.1").toString(),
                "-x",
                "c++",
                "src/test/cpp/driver.cpp",
                sources.resolve("host/machine.cpp").toString()));
        for (String family :
                List.of("attention_forward", "ball_attention", "buckets", "codes", "scan", "scatterbrain")) {
            command.add(sources.resolve(family + ".cu").toString());
        }
        assertEquals("", run(command, Map.of()), "the compiler has nothing to say");
    }

    @Test
    void everyCallAndArgumentReachesADriver() throws Exception {
        assertEquals("same: 11 on a driver for tests", drive(Map.of(), "all"));
    }

    /** Machine code where there is some that the device runs, PTX where there is none or the driver refuses it. */
    @ParameterizedTest
    @CsvSource({"80, , sm_80", "86, , sm_80", "90, , sm_90", "103, , sm_100", "120, , PTX", "90, refuses, PTX"})
    void theDeviceGetsTheImageThatItRuns(String capability, @Nullable String old, String image) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("TEST_CAPABILITY", capability));
        if (old != null) {
            environment.put("TEST_OLD_DRIVER", old);
        }
        assertEquals("attention_forward as " + image + " gives the same", drive(environment, "image"));
    }

    /** Below 8.0 nothing that ships runs, and the message says on what. */
    @Test
    void aDeviceThatIsTooOldIsOneClearLine() throws Exception {
        String said = drive(Map.of("TEST_CAPABILITY", "75"), "image");
        assertTrue(
                said.startsWith(
                        "cuModuleLoadData of attention_forward for compute capability 7.5, expected 8.0 or later"),
                said);
    }

    private static String drive(Map<String, String> environment, String what) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(java, "-Xmx512m", "-cp", classes));
        if (Runtime.version().feature() >= 22) {
            // From 22 on a native library is warned about unless it is allowed.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(DriverRun.class.getName(), what));
        return run(command, environment);
    }

    private static String run(List<String> command, Map<String, String> environment) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        b.environment().put("LD_LIBRARY_PATH", folder.toString());
        b.environment().putAll(environment);
        int status = b.start().waitFor();
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        assertEquals(0, status, said);
        return said;
    }
}
