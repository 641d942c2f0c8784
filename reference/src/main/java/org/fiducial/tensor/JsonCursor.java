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
final class JsonCursor extends HeaderCursor {
    /** @param start the place of the text in the source, for messages */
    JsonCursor(byte[] text, long start, ByteSource source) {
        super(text, start, source);
    }

    /** Nothing but white space may follow. */
    void expectEnd() throws TensorFileException {
        if (peek() >= 0) {
            throw expected("nothing after the header's object");
        }
    }

    /** A whole number from 0 to 2^63 - 1 without sign, leading zeros, fraction or exponent. */
    long wholeNumber() throws TensorFileException {
        long value = digits();
        if (at < text.length && (text[at] == '.' || text[at] == 'e' || text[at] == 'E')) {
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
