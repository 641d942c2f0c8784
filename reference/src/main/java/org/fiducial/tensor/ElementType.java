package org.fiducial.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/** What one element of a {@link Tensor} is. The names are those of the safetensors format. */
public enum ElementType {
    F64(8, Format.BINARY64, false),
    F32(4, Format.BINARY32, false),
    F16(2, Format.BINARY16, false),
    BF16(2, Format.BFLOAT16, false),
    /** OCP E4M3: no infinities. */
    F8_E4M3(1, Format.E4M3, false),
    F8_E5M2(1, Format.E5M2, false),
    I64(8, null, true),
    I32(4, null, true),
    I16(2, null, true),
    I8(1, null, true),
    U64(8, null, false),
    U32(4, null, false),
    U16(2, null, false),
    U8(1, null, false),
    /** One byte, 0 or 1. */
    BOOL(1, null, false);

    private final int bytes;
    private final @Nullable Format format;
    private final boolean signed;

    ElementType(int bytes, @Nullable Format format, boolean signed) {
        this.bytes = bytes;
        this.format = format;
        this.signed = signed;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers; integers and BOOL otherwise. */
    public boolean isFloat() {
        return format != null;
    }

    /** Whether elements are integers below zero, too. */
    public boolean isSigned() {
        return signed;
    }

    /**
     * The number format of a floating-point element type.
     *
     * @throws IllegalStateException for integers and BOOL
     */
    public Format format() {
        if (format == null) {
            throw new IllegalStateException(this + " is not a floating-point element type");
        }
        return format;
    }

    /**
     * The element type that stores codes of that format.
     *
     * @throws IllegalArgumentException for TF32, which has no storage of its own: its values are stored as F32
     */
    public static ElementType of(Format format) {
        for (ElementType t : values()) {
            if (t.format == format) {
                return t;
            }
        }
        throw new IllegalArgumentException(
                format + " has no element type of its own; its values are exact in " + Format.BINARY32);
    }

    /** The names of all element types, for messages. */
    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
