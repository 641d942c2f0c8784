package org.fiducial.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of the safetensors format: a length of 8 bytes, a JSON header of that length, the tensors' bytes. The header says of every tensor
 * its type, shape and bytes; the bytes lie one tensor after another, nothing between or behind them.
 */
public final class Safetensors {
    /** The longest header that readers accept, as in the format's own library. */
    public static final long MAX_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * Reads a file; tensors come in the order of their bytes.
     *
     * @throws TensorFileException if the file cannot be read or breaks any rule of the format
     */
    public static TensorFile read(Path file) throws TensorFileException {
        try (ByteSource source = ByteSource.of(file)) {
            return read(source);
        } catch (TensorFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TensorFileException(file, "", "cannot be closed: " + e.getMessage(), e);
        }
    }

    private static TensorFile read(ByteSource source) throws TensorFileException {
        if (source.size() < LENGTH_BYTES + 2) {
            throw source.fault("", "file of " + source.size() + " bytes, expected a safetensors file of 10 or more");
        }
        long length = ByteBuffer.wrap(source.read(0, LENGTH_BYTES, "header length"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 0 || length > MAX_HEADER) {
            throw source.fault(
                    "byte 0",
                    "header length " + Long.toUnsignedString(length) + ", expected a safetensors header of at most "
                            + MAX_HEADER + " bytes");
        }
        if (length > source.size() - LENGTH_BYTES) {
            throw source.fault(
                    "byte 0",
                    "header length " + length + ", expected at most the " + (source.size() - LENGTH_BYTES)
                            + " bytes that follow");
        }
        SafetensorsHeader header =
                SafetensorsHeader.parse(source.read(LENGTH_BYTES, length, "header"), LENGTH_BYTES, source);
        long base = LENGTH_BYTES + length;
        List<Map.Entry<String, SafetensorsHeader.Entry>> byPlace =
                new ArrayList<>(header.entries().entrySet());
        byPlace.sort(Comparator.comparingLong((Map.Entry<String, SafetensorsHeader.Entry> e) ->
                        e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        checkPlaces(byPlace, source.size() - base, source);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, SafetensorsHeader.Entry> e : byPlace) {
            String where = "tensor " + TensorFileException.quote(e.getKey());
            SafetensorsHeader.Entry entry = e.getValue();
            byte[] data = source.read(base + entry.begin(), entry.end() - entry.begin(), where);
            Tensor t = Tensor.over(entry.type(), entry.shape(), data);
            int bad = t.firstBadFlag();
            if (bad >= 0) {
                throw source.fault(
                        "byte " + (base + entry.begin() + bad),
                        where + ": BOOL " + (data[bad] & 0xff) + " at "
                                + t.shape().describeIndex(bad) + ", expected 0 or 1");
            }
            tensors.put(e.getKey(), t);
        }
        return new TensorFile(tensors, header.metadata());
    }

    /** Neither gaps nor overlaps nor bytes left over. */
    private static void checkPlaces(
            List<Map.Entry<String, SafetensorsHeader.Entry>> byPlace, long available, ByteSource source)
            throws TensorFileException {
        long end = 0;
        for (Map.Entry<String, SafetensorsHeader.Entry> e : byPlace) {
            SafetensorsHeader.Entry entry = e.getValue();
            String where = "tensor " + TensorFileException.quote(e.getKey());
            if (entry.begin() != end) {
                throw source.fault(
                        where,
                        "data_offsets begin at " + entry.begin() + ", expected " + end
                                + " where the tensor before ends");
            }
            if (entry.end() > available) {
                throw source.fault(
                        where,
                        "data_offsets end at " + entry.end() + ", expected at most the " + available
                                + " bytes behind the header");
            }
            end = entry.end();
        }
        if (end != available) {
            throw source.fault("", available + " bytes behind the header, expected the tensors' " + end);
        }
    }

    /**
     * Writes a file in one canonical form, that of the format's own library: tensors by falling alignment of their type, then by name;
     * metadata by name; no spaces in the header except those that fill it up to a multiple of 8 bytes.
     *
     * @throws TensorFileException if the file cannot be written, or the header would be too long; nothing is left behind then
     * @throws IllegalArgumentException if a tensor is called "__metadata__", or a name is not Unicode text
     */
    public static void write(Path file, TensorFile content) throws TensorFileException {
        List<Map.Entry<String, Tensor>> tensors =
                new ArrayList<>(content.tensors().entrySet());
        tensors.sort(Comparator.comparingInt((Map.Entry<String, Tensor> e) ->
                        SafetensorsHeader.ORDER.indexOf(e.getValue().type()))
                .thenComparing(Map.Entry::getKey, SafetensorsHeader.BY_CODE_POINTS));
        byte[] header = header(tensors, content.metadata());
        if (header.length > MAX_HEADER) {
            throw new TensorFileException(
                    file, "", "header of " + header.length + " bytes, expected at most " + MAX_HEADER);
        }
        NewFile.write(file, out -> {
            out.write(ByteBuffer.allocate(LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            writeAll(out, tensors);
        });
    }

    private static void writeAll(OutputStream out, List<Map.Entry<String, Tensor>> tensors) throws IOException {
        for (Map.Entry<String, Tensor> e : tensors) {
            out.write(e.getValue().data());
        }
    }

    private static byte[] header(List<Map.Entry<String, Tensor>> tensors, Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            Map<String, String> sorted = new TreeMap<>(SafetensorsHeader.BY_CODE_POINTS);
            sorted.putAll(metadata);
            json.append('"').append(METADATA).append("\":{");
            sorted.forEach((k, v) -> {
                SafetensorsHeader.appendString(json, k);
                json.append(':');
                SafetensorsHeader.appendString(json, v);
                json.append(',');
            });
            json.setCharAt(json.length() - 1, '}');
            json.append(',');
        }
        long at = 0;
        for (Map.Entry<String, Tensor> e : tensors) {
            if (e.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("tensor name '" + METADATA + "' is reserved");
            }
            Tensor t = e.getValue();
            SafetensorsHeader.appendString(json, e.getKey());
            json.append(":{\"dtype\":\"").append(t.type()).append("\",\"shape\":[");
            int[] sizes = t.shape().sizes();
            for (int a = 0; a < sizes.length; a++) {
                json.append(a == 0 ? "" : ",").append(sizes[a]);
            }
            json.append("],\"data_offsets\":[").append(at).append(',');
            at += t.data().length;
            json.append(at).append("]},");
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        json.append('}');
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = java.util.Arrays.copyOf(bytes, Math.addExact(bytes.length, 7) & ~7);
        java.util.Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }
}
