package org.fiducial.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
