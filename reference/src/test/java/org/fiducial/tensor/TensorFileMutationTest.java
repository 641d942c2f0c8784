package org.fiducial.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Valid files with some bytes changed, cut out, put in or doubled are tensor files or refused, {@link TensorFileFuzzTest#check}. */
class TensorFileMutationTest {
    private static @Nullable Path folder;
    private static final List<byte[]> VALID = new ArrayList<>();

    @BeforeContainer
    static void writeValidFiles() throws IOException {
        Path f = Files.createTempDirectory("mutation");
        folder = f;
        Tensor q = Tensor.of(new float[] {1, -2, 3.5f, 0, Float.NaN, 1e-40f}, 2, 3);
        Tensor mask = Tensor.of(new boolean[] {true, false, true}, 3);
        Tensor k = Tensor.ofCodes(ElementType.BF16, new long[] {0x3f80, 0xffff}, 2, 1);
        Path file = f.resolve("valid");
        Safetensors.write(file, new TensorFile(Map.of("q", q, "mask", mask, "ké", k), Map.of("a", "b\"\n", "c", "")));
        VALID.add(Files.readAllBytes(file));
        Npz.write(file, new TensorFile(Map.of("q", q, "mask", mask)));
        VALID.add(Files.readAllBytes(file));
        Npz.writeDeflated(file, new TensorFile(Map.of("q", q, "k", k)));
        VALID.add(Files.readAllBytes(file));
        for (Tensor t : List.of(q, mask, k)) {
            Npy.write(file, t);
            VALID.add(Files.readAllBytes(file));
        }
        for (String name : new String[] {"version2.npy", "version3.npy", "library.safetensors", "numpy-deflated.npz"}) {
            VALID.add(NpyTest.golden(name));
        }
        Files.delete(file);
    }

    @AfterContainer
    static void clean() throws IOException {
        Path f = folder;
        if (f != null) {
            Files.deleteIfExists(f.resolve("in"));
            Files.deleteIfExists(f.resolve("out.safetensors"));
            Files.delete(f);
        }
    }

    /** One change of a file. */
    record Change(int kind, double where, int length, int value) {
        byte[] apply(byte[] in) {
            if (in.length == 0) {
                return in;
            }
            int at = (int) (where * in.length);
            int n = Math.min(length, in.length - at);
            byte[] tail = Arrays.copyOfRange(in, at, in.length);
            byte[] head = Arrays.copyOf(in, at);
            return switch (kind) {
                case 0 -> with(in, at, (byte) value);
                case 1 -> with(in, at, (byte) (in[at] ^ 1 << (value & 7)));
                case 2 -> with(in, at, (byte) (in[at] + (value % 2 == 0 ? 1 : -1)));
                case 3 -> head;
                case 4 -> join(head, Arrays.copyOfRange(in, at + n, in.length));
                case 5 -> join(join(head, Arrays.copyOf(tail, n)), tail);
                case 6 -> join(head, join(new byte[] {(byte) value}, tail));
                default -> join(in, new byte[length]);
            };
        }

        private static byte[] with(byte[] in, int at, byte value) {
            byte[] out = in.clone();
            out[at] = value;
            return out;
        }

        private static byte[] join(byte[] a, byte[] b) {
            byte[] out = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, out, a.length, b.length);
            return out;
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> values = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 255), Arbitraries.integers().between(0x20, 0x7e));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.doubles().between(0, true, 1, false).ofScale(4),
                        Arbitraries.integers().between(1, 9),
                        values)
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 1500)
    void changedFiles(@ForAll("changes") List<Change> changes, @ForAll int seed) throws IOException {
        byte[] bytes = VALID.get(Math.floorMod(seed, VALID.size()));
        for (Change c : changes) {
            bytes = c.apply(bytes);
        }
        Path f = folder;
        if (f == null) {
            throw new AssertionError("no folder");
        }
        boolean accepted = TensorFileFuzzTest.check(f, bytes);
        // Neither side alone would show anything.
        Statistics.collect(accepted);
        Statistics.coverage(c -> {
            c.check(true).percentage(p -> p > 1);
            c.check(false).percentage(p -> p > 30);
        });
    }
}
