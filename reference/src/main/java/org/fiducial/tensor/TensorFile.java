package org.fiducial.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor file holds.
 *
 * @param tensors the tensors by name, in the file's order
 * @param metadata strings by name; safetensors alone can store them
 */
public record TensorFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
    public TensorFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Tensors without metadata. */
    public TensorFile(Map<String, Tensor> tensors) {
        this(tensors, Map.of());
    }

    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException naming those there are if there is none
     */
    public Tensor tensor(String name) {
        Tensor t = tensors.get(name);
        if (t == null) {
            throw new IllegalArgumentException(
                    "no tensor '" + name + "', expected one of " + String.join(", ", tensors.keySet()));
        }
        return t;
    }

    /**
     * Reads a file of a format that its name's ending says (.safetensors, .npy, .npz), or its first bytes if the name does not. The one array
     * of an npy file is named as the file is, without the ending.
     *
     * @throws TensorFileException if the file cannot be read or breaks a rule of its format
     */
    public static TensorFile read(Path file) throws TensorFileException {
        return readAs(file, null);
    }

    /**
     * Reads a file in which opaque elements ({@link Npy}) are of the given type.
     *
     * @throws TensorFileException if the file cannot be read or breaks a rule of its format
     */
    public static TensorFile read(Path file, ElementType opaque) throws TensorFileException {
        return readAs(file, opaque);
    }

    private static TensorFile readAs(Path file, @Nullable ElementType opaque) throws TensorFileException {
        Kind kind = Kind.named(file);
        return switch (kind == null ? Kind.begun(file) : kind) {
            case SAFETENSORS -> Safetensors.read(file);
            case NPZ -> Npz.read(file, opaque, Npz.DEFAULT_LIMIT);
            case NPY -> new TensorFile(Map.of(stem(file), Npy.readFile(file, opaque)));
        };
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return Kind.named(file) == Kind.NPY ? name.substring(0, name.length() - ".npy".length()) : name;
    }

    /**
     * Writes a file of the format that its name's ending says: .safetensors, .npy or .npz.
     *
     * @throws TensorFileException if the file cannot be written; nothing is left behind then
     * @throws IllegalArgumentException if the ending is another, or the format cannot hold metadata or several tensors
     */
    public void write(Path file) throws TensorFileException {
        Kind kind = Kind.named(file);
        if (kind == null) {
            throw new IllegalArgumentException(file + ": expected a name that ends in .safetensors, .npy or .npz");
        }
        switch (kind) {
            case SAFETENSORS -> Safetensors.write(file, this);
            case NPZ -> Npz.write(file, this);
            case NPY -> {
                requireNoMetadata("npy");
                if (tensors.size() != 1) {
                    throw new IllegalArgumentException(file + ": " + tensors.size() + " tensors, expected one for npy");
                }
                Npy.write(file, tensors.values().iterator().next());
            }
        }
    }

    void requireNoMetadata(String format) {
        if (!metadata.isEmpty()) {
            throw new IllegalArgumentException("metadata " + metadata.keySet() + ", expected none: " + format
                    + " files cannot hold it, safetensors files can");
        }
    }

    private enum Kind {
        SAFETENSORS,
        NPY,
        NPZ;

        static @Nullable Kind named(Path file) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            for (Kind k : values()) {
                if (name.endsWith("." + k.name().toLowerCase(Locale.ROOT))) {
                    return k;
                }
            }
            return null;
        }

        /** A safetensors file that began with either of the others' first bytes would have a header beyond the limit. */
        static Kind begun(Path file) throws TensorFileException {
            try (ByteSource source = ByteSource.of(file)) {
                byte[] start = source.read(0, Math.min(source.size(), 6), "start");
                // An archive begins with its first entry, or with its end if it has none.
                boolean zip = start.length > 3
                        && start[0] == 'P'
                        && start[1] == 'K'
                        && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6);
                return Npy.isMagic(start) ? NPY : zip ? NPZ : SAFETENSORS;
            } catch (TensorFileException e) {
                throw e;
            } catch (IOException e) {
                throw new TensorFileException(file, "", "cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
