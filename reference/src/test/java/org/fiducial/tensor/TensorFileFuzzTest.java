package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * Any bytes at all are either a tensor file, which then returns from being written, or refused with one line. A plain run tries the kept
 * inputs; with {@code -Dfiducial.long=true} the fuzzer searches for new ones, led by the branches they reach.
 */
class TensorFileFuzzTest {
    private static @Nullable Path folder;

    @FuzzTest(maxDuration = "5m")
    void anyBytes(byte[] bytes) throws IOException {
        check(folder(), bytes);
    }

    private static synchronized Path folder() throws IOException {
        Path f = folder;
        if (f == null) {
            f = Files.createTempDirectory("fuzz");
            folder = f;
        }
        return f;
    }

    @AfterAll
    static synchronized void clean() throws IOException {
        Path f = folder;
        if (f != null) {
            for (String name : new String[] {"in", "out.safetensors"}) {
                Files.deleteIfExists(f.resolve(name));
            }
            Files.delete(f);
            folder = null;
        }
    }

    /** Whether the bytes were accepted. */
    static boolean check(Path folder, byte[] bytes) throws IOException {
        Path in = folder.resolve("in");
        Files.write(in, bytes);
        boolean accepted = false;
        for (ElementType opaque : new ElementType[] {ElementType.BF16, ElementType.F8_E4M3}) {
            TensorFile content;
            try {
                content = TensorFile.read(in, opaque);
            } catch (TensorFileException e) {
                assertFalse(String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl), e.getMessage());
                continue;
            }
            accepted = true;
            if (!content.tensors().containsKey("__metadata__")) {
                Path out = folder.resolve("out.safetensors");
                content.write(out);
                assertEquals(content, TensorFile.read(out));
            }
        }
        return accepted;
    }
}
