package org.fiducial.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file.
 *
 * @param entries what is said of every tensor, in the header's order
 * @param metadata the strings of {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    /** The order in which the format's own library writes types. */
    static final List<ElementType> ORDER = List.of(
            ElementType.U64,
            ElementType.I64,
            ElementType.F64,
            ElementType.F32,
            ElementType.U32,
            ElementType.I32,
            ElementType.BF16,
            ElementType.F16,
            ElementType.U16,
            ElementType.I16,
            ElementType.F8_E4M3,
            ElementType.F8_E5M2,
            ElementType.I8,
            ElementType.U8,
            ElementType.BOOL);

    /** The order of the UTF-8 bytes; that of {@link String} is another beyond the basic plane. */
    static final Comparator<String> BY_CODE_POINTS =
            (x, y) -> Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));

    /** A tensor's type, shape, and its bytes begin <= i < end behind the header. */
    record Entry(ElementType type, Shape shape, long begin, long end) {}

    /** @param start the place of the header's text in the file */
    static SafetensorsHeader parse(byte[] text, long start, ByteSource source) throws TensorFileException {
        JsonCursor json = new JsonCursor(text, start, source);
        if (text.length == 0 || text[0] != '{') {
            throw source.fault("byte " + start, "header does not begin with '{', expected a safetensors header");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean described = false;
        json.expect('{', "'{'");
        for (boolean more = !json.next('}'); more; more = next(json)) {
            String name = json.string();
            json.expect(':', "':'");
            boolean repeats = name.equals("__metadata__") ? described : entries.containsKey(name);
            if (repeats) {
                throw json.fault("name " + TensorFileException.quote(name) + " repeats, expected distinct names");
            }
            if (name.equals("__metadata__")) {
                described = true;
                readStrings(json, metadata);
            } else {
                entries.put(name, readEntry(json, name, source));
            }
        }
        json.expectEnd();
        return new SafetensorsHeader(entries, metadata);
    }

    /** Whether another member follows in an object; else its end is stepped over. */
    private static boolean next(JsonCursor json) throws TensorFileException {
        if (json.next(',')) {
            return true;
        }
        json.expect('}', "',' or '}'");
        return false;
    }

    private static void readStrings(JsonCursor json, Map<String, String> into) throws TensorFileException {
        json.expect('{', "an object of strings");
        for (boolean more = !json.next('}'); more; more = next(json)) {
            String key = json.string();
            json.expect(':', "':'");
            if (into.put(key, json.string()) != null) {
                throw json.fault("metadata " + TensorFileException.quote(key) + " repeats, expected distinct names");
            }
        }
    }

    private static Entry readEntry(JsonCursor json, String name, ByteSource source) throws TensorFileException {
        @Nullable String type = null;
        long @Nullable [] shape = null;
        long @Nullable [] offsets = null;
        json.expect('{', "an object that describes a tensor");
        for (boolean more = !json.next('}'); more; more = next(json)) {
            String key = json.string();
            json.expect(':', "':'");
            boolean repeats;
            switch (key) {
                case "dtype" -> {
                    repeats = type != null;
                    type = json.string();
                }
                case "shape" -> {
                    repeats = shape != null;
                    shape = readNumbers(json, Shape.MAX_RANK);
                }
                case "data_offsets" -> {
                    repeats = offsets != null;
                    offsets = readNumbers(json, 2);
                }
                default ->
                    throw json.fault(
                            "member " + TensorFileException.quote(key) + ", expected dtype, shape or data_offsets");
            }
            if (repeats) {
                throw json.fault("member " + key + " repeats");
            }
        }
        String where = "tensor " + TensorFileException.quote(name);
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw source.fault(where, "expected a dtype, a shape and two data_offsets");
        }
        return entry(where, type, shape, offsets, source);
    }

    private static long[] readNumbers(JsonCursor json, int most) throws TensorFileException {
        long[] numbers = new long[most];
        int n = 0;
        json.expect('[', "an array of numbers");
        if (json.next(']')) {
            return new long[0];
        }
        do {
            if (n == most) {
                throw json.fault("array of more than " + most + " numbers, expected at most as many");
            }
            numbers[n++] = json.wholeNumber();
        } while (json.next(','));
        json.expect(']', "',' or ']'");
        return Arrays.copyOf(numbers, n);
    }

    private static Entry entry(String where, String typeName, long[] sizes, long[] offsets, ByteSource source)
            throws TensorFileException {
        ElementType type = Arrays.stream(ElementType.values())
                .filter(t -> t.name().equals(typeName))
                .findFirst()
                .orElse(null);
        if (type == null) {
            throw source.fault(
                    where, "dtype " + TensorFileException.quote(typeName) + ", expected one of " + ElementType.names());
        }
        Shape shape = source.shape(where, sizes);
        long bytes = (long) shape.elements() * type.bytes();
        if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes) {
            throw source.fault(
                    where,
                    "data_offsets " + Arrays.toString(offsets) + " for " + type + " " + shape + ", expected " + bytes
                            + " bytes");
        }
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    /** Appends a JSON string, escaped no more than necessary. */
    static void appendString(StringBuilder json, String s) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(s)) {
            throw new IllegalArgumentException(
                    "name or text " + TensorFileException.quote(s) + " has a surrogate alone, expected Unicode text");
        }
        json.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            int plain = "\"\\\b\f\n\r\t".indexOf(c);
            if (plain >= 0) {
                json.append('\\').append("\"\\bfnrt".charAt(plain));
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
