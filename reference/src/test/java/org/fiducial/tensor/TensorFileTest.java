package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileTest {
    private static final Tensor Q = Tensor.of(new float[] {1, 2, 3}, 3);

    @TempDir
    Path folder;

    @Test
    void theEndingSaysTheFormat() throws IOException {
        TensorFile content = new TensorFile(Map.of("q", Q));
        for (String name : new String[] {"q.safetensors", "q.npz", "q.npy", "q.NPY"}) {
            Path file = folder.resolve(name);
            content.write(file);
            assertEquals(content, TensorFile.read(file), name);
        }
        for (String name : new String[] {"q", "q.bin", "npy"}) {
            Path file = folder.resolve(name);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> content.write(file));
            assertTrue(String.valueOf(e.getMessage()).contains(".safetensors, .npy or .npz"), e.getMessage());
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void reasonsNameNoFile() {
        assertEquals("access denied", TensorFileException.reason(new AccessDeniedException("x")));
        assertEquals("no such file or folder", TensorFileException.reason(new NoSuchFileException("x")));
        assertEquals("is full", TensorFileException.reason(new FileSystemException("x", null, "is full")));
        assertEquals("IOException", TensorFileException.reason(new IOException()));
    }

    @Test
    void elseTheFirstBytesDo() throws IOException {
        for (String ending : new String[] {"safetensors", "npz", "npy"}) {
            Path file = folder.resolve("x." + ending);
            new TensorFile(Map.of("q", Q)).write(file);
            Path plain = Files.move(file, folder.resolve("data-" + ending));
            TensorFile read = TensorFile.read(plain);
            assertEquals(Q, read.tensor(ending.equals("npy") ? "data-npy" : "q"));
        }
        Path none = Files.write(folder.resolve("none"), new byte[] {1});
        assertThrows(TensorFileException.class, () -> TensorFile.read(none));
        Path emptyArchive = folder.resolve("e.npz");
        new TensorFile(Map.of()).write(emptyArchive);
        assertEquals(
                0,
                TensorFile.read(Files.move(emptyArchive, folder.resolve("e")))
                        .tensors()
                        .size());
        Path wrong = Files.write(folder.resolve("wrong.npz"), NpyTest.golden("c-order.npy"));
        assertThrows(TensorFileException.class, () -> TensorFile.read(wrong));
    }

    @Test
    void opaqueElementsMetadataAndSeveralTensors() throws IOException {
        Tensor k = Tensor.ofCodes(ElementType.BF16, new long[] {0x3f80}, 1);
        for (String name : new String[] {"k.npy", "k.npz", "k.safetensors"}) {
            Path file = folder.resolve(name);
            new TensorFile(Map.of("k", k)).write(file);
            assertEquals(k, TensorFile.read(file, ElementType.BF16).tensor("k"));
        }
        Path npy = folder.resolve("a.npy");
        assertThrows(IllegalArgumentException.class, () -> new TensorFile(Map.of("q", Q, "k", k)).write(npy));
        assertThrows(IllegalArgumentException.class, () -> new TensorFile(Map.of()).write(npy));
        TensorFile described = new TensorFile(Map.of("q", Q), Map.of("fiducial.parameters", "{}"));
        assertThrows(IllegalArgumentException.class, () -> described.write(npy));
        assertThrows(IllegalArgumentException.class, () -> described.write(folder.resolve("a.npz")));
        assertFalse(Files.exists(npy));
        Path file = folder.resolve("a.safetensors");
        described.write(file);
        assertEquals(described, TensorFile.read(file));
        assertThrows(
                UnsupportedOperationException.class, () -> described.tensors().clear());
    }
}
