package org.fiducial.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON from front to back, as strictly as RFC 8259 allows: the caller says what has to come next, and every error names its byte.
 * Only what headers of tensor files consist of: objects, arrays, strings and whole numbers from 0 to 2^63 - 1.
 */
final class JsonCursor {
    private final byte[] text;
    private final long start;
    private final ByteSource source;
    private int at;

    /** @param start the place of the text in the source, for messages */
    JsonCursor(byte[] text, long start, ByteSource source) {
        this.text = text;
        this.start = start;
        this.source = source;
    }

    TensorFileException fault(String what) {
        return source.fault("byte " + (start + at), what);
    }

    private TensorFileException expected(String what) {
        return fault("header has " + found() + ", expected " + what);
    }

    private String found() {
        if (at >= text.length) {
            return "ended";
        }
        int c = text[at] & 0xff;
        return c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : String.format("byte 0x%02x", c);
    }

    private void skipSpace() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    /** Steps over this character; {@code what} names it in an error. */
    void expect(char c, String what) throws TensorFileException {
        if (!next(c)) {
            throw expected(what);
        }
    }

    /** Steps over this character if it comes next. */
    boolean next(char c) {
        skipSpace();
        if (at < text.length && text[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Nothing but white space may follow. */
    void expectEnd() throws TensorFileException {
        skipSpace();
        if (at < text.length) {
            throw expected("nothing after the header's object");
        }
    }

    /** A whole number from 0 to 2^63 - 1 without sign, leading zeros, fraction or exponent. */
    long wholeNumber() throws TensorFileException {
        skipSpace();
        int first = at;
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            int digit = text[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw fault("number of 2^63 or more, expected a smaller one");
            }
            value = 10 * value + digit;
            at++;
        }
        boolean leadingZero = at - first > 1 && text[first] == '0';
        boolean more = at < text.length && (text[at] == '.' || text[at] == 'e' || text[at] == 'E');
        if (at == first || leadingZero || more) {
            throw expected("a whole number from 0 on");
        }
        return value;
    }

    String string() throws TensorFileException {
        expect('"', "a string");
        int first = at;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            if (at >= text.length) {
                throw expected("the end of the string from byte " + (start + first));
            }
            int c = text[at] & 0xff;
            if (c == '"') {
                break;
            } else if (c < 0x20) {
                throw expected("no bare control character in a string");
            } else if (c == '\\') {
                at++;
                byte[] escaped = new String(Character.toChars(escape())).getBytes(StandardCharsets.UTF_8);
                out.write(escaped, 0, escaped.length);
            } else {
                out.write(c);
                at++;
            }
        }
        at++;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw source.fault("byte " + (start + first), "string is not UTF-8");
        }
    }

    /** The code point behind a backslash. */
    private int escape() throws TensorFileException {
        int c = at < text.length ? text[at] : -1;
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c != 'u') {
            throw expected("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        }
        at++;
        char high = fourDigits();
        if (!Character.isSurrogate(high)) {
            return high;
        }
        if (Character.isHighSurrogate(high) && at + 1 < text.length && text[at] == '\\' && text[at + 1] == 'u') {
            at += 2;
            char low = fourDigits();
            if (Character.isLowSurrogate(low)) {
                return Character.toCodePoint(high, low);
            }
        }
        throw fault("header has a surrogate alone, expected a pair");
    }

    private char fourDigits() throws TensorFileException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            // Character.digit would take digits of other scripts, too; bytes above 0x7f are negative here.
            int digit = at < text.length && text[at] > 0 ? Character.digit((char) text[at], 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits");
            }
            value = 16 * value + digit;
            at++;
        }
        return (char) value;
    }
}
