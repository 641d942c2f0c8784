package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host side for GPUs without a GPU: JCuda's real binding calls a driver that runs kernels on the host and is as strict about contexts,
 * memory, functions and shared memory as NVIDIA's. It shows that calls and arguments are right, not what a GPU computes.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class DriverTest {
    @TempDir
    Path folder;

    @Test
    void everyCallAndArgumentReachesADriver() throws Exception {
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
        for (String family : List.of("attention_forward", "ball_attention", "scan")) {
            command.add(sources.resolve(family + ".cu").toString());
        }
        assertEquals("", run(command), "the compiler has nothing to say");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String said =
                run(List.of(java, "-Xmx512m", "-cp", System.getProperty("java.class.path"), DriverRun.class.getName()));
        assertTrue(said.contains("same: 6 on a driver for tests"), said);
    }

    private String run(List<String> command) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        b.environment().put("LD_LIBRARY_PATH", folder.toString());
        int status = b.start().waitFor();
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        assertEquals(0, status, said);
        return said;
    }
}
