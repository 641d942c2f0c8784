package org.fiducial.tensor;

/** Reads the text of a header from front to back: the caller says what has to come next, and every error names its byte. */
class HeaderCursor {
    final byte[] text;
    final long start;
    final ByteSource source;
    int at;

    /** @param start the place of the text in the source, for messages */
    HeaderCursor(byte[] text, long start, ByteSource source) {
        this.text = text;
        this.start = start;
        this.source = source;
    }

    final TensorFileException fault(String what) {
        return source.fault("byte " + (start + at), what);
    }

    final TensorFileException expected(String what) {
        int c = at < text.length ? text[at] & 0xff : -1;
        String found = c < 0 ? "ended" : c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : String.format("byte 0x%02x", c);
        return fault("header has " + found + ", expected " + what);
    }

    /** Steps over white space; the next byte, or -1 at the end. */
    final int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
        return at < text.length ? text[at] & 0xff : -1;
    }

    /** Steps over this character if it comes next. */
    final boolean next(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Steps over this character; {@code what} names it in an error. */
    final void expect(char c, String what) throws TensorFileException {
        if (!next(c)) {
            throw expected(what);
        }
    }

    /** A whole number from 0 to 2^63 - 1 in decimal digits, without leading zeros. */
    final long digits() throws TensorFileException {
        peek();
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
        if (at == first || at - first > 1 && text[first] == '0') {
            throw expected("a whole number from 0 on");
        }
        return value;
    }
}
