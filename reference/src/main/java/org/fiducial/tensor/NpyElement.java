package org.fiducial.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An element type in NumPy's notation: byte order, kind, size. */
record NpyElement(ElementType type, boolean bigEndian) {
    private static final Pattern NOTATION = Pattern.compile("([<>|])([a-zA-Z])([0-9]{0,4})");

    /** @param opaque what opaque elements are; null if they are not expected */
    static NpyElement of(String descr, @Nullable ElementType opaque, long at, ByteSource source)
            throws TensorFileException {
        String where = "byte " + at;
        String quoted = "descr " + TensorFileException.quote(descr);
        Matcher m = NOTATION.matcher(descr);
        if (!m.matches()) {
            throw source.fault(where, quoted + ", expected one such as '<f4'");
        }
        int size = m.group(3).isEmpty() ? 0 : Integer.parseInt(m.group(3));
        String kind = m.group(2);
        if (kind.equals("V") || kind.equals("f") && size == 1) {
            if (opaque == null) {
                throw source.fault(
                        where,
                        quoted
                                + " does not say what the elements are; name their type (BF16, F8_E4M3, F8_E5M2) to read them");
            }
            if (opaque.bytes() != size || descr.startsWith(">")) {
                throw source.fault(where, quoted + ", expected elements of " + opaque + ", '<V" + opaque.bytes() + "'");
            }
            return new NpyElement(opaque, false);
        }
        ElementType type =
                switch (kind + size) {
                    case "f2" -> ElementType.F16;
                    case "f4" -> ElementType.F32;
                    case "f8" -> ElementType.F64;
                    case "i1" -> ElementType.I8;
                    case "i2" -> ElementType.I16;
                    case "i4" -> ElementType.I32;
                    case "i8" -> ElementType.I64;
                    case "u1" -> ElementType.U8;
                    case "u2" -> ElementType.U16;
                    case "u4" -> ElementType.U32;
                    case "u8" -> ElementType.U64;
                    case "b1" -> ElementType.BOOL;
                    default ->
                        throw source.fault(
                                where,
                                quoted
                                        + ", expected a kind of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 (complex numbers, texts"
                                        + " and objects are not read)");
                };
        if (size > 1 && descr.startsWith("|")) {
            throw source.fault(where, quoted + " has no byte order, expected '<' or '>'");
        }
        return new NpyElement(type, size > 1 && descr.startsWith(">"));
    }

    /** The notation of a type, little-endian. */
    static String descr(ElementType type) {
        return switch (type) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case F16 -> "<f2";
            case BF16 -> "<V2";
            case F8_E4M3, F8_E5M2 -> "<V1";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case I16 -> "<i2";
            case I8 -> "|i1";
            case U64 -> "<u8";
            case U32 -> "<u4";
            case U16 -> "<u2";
            case U8 -> "|u1";
            case BOOL -> "|b1";
        };
    }
}
