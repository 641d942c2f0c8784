package org.fiducial.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of an npy file: a Python dictionary with exactly the members descr, fortran_order and shape.
 *
 * @param descr the element type in NumPy's notation, such as {@code <f4}
 * @param fortranOrder whether the first index varies fastest
 * @param shape the sizes
 */
record NpyHeader(String descr, boolean fortranOrder, long[] shape) {
    /** @param start the place of the header's text in the file */
    static NpyHeader parse(byte[] text, long start, ByteSource source) throws TensorFileException {
        return new Reader(text, start, source).header();
    }

    /** Reads the text from front to back. */
    private static final class Reader extends HeaderCursor {
        Reader(byte[] text, long start, ByteSource source) {
            super(text, start, source);
        }

        NpyHeader header() throws TensorFileException {
            @Nullable String descr = null;
            @Nullable Boolean fortranOrder = null;
            long @Nullable [] shape = null;
            expect('{', "'{'");
            while (!next('}')) {
                String key = string();
                expect(':', "':'");
                boolean repeats;
                switch (key) {
                    case "descr" -> {
                        repeats = descr != null;
                        if (peek() == '[' || peek() == '(') {
                            throw fault("structured element type, expected a plain one such as '<f4'");
                        }
                        descr = string();
                    }
                    case "fortran_order" -> {
                        repeats = fortranOrder != null;
                        fortranOrder = truth();
                    }
                    case "shape" -> {
                        repeats = shape != null;
                        shape = tuple();
                    }
                    default ->
                        throw fault("member " + TensorFileException.quote(key)
                                + ", expected descr, fortran_order or shape");
                }
                if (repeats) {
                    throw fault("member " + key + " repeats");
                }
                if (!next(',') && peek() != '}') {
                    throw expected("',' or '}'");
                }
            }
            if (peek() >= 0) {
                throw expected("nothing after the header's dictionary");
            }
            if (descr == null || fortranOrder == null || shape == null) {
                throw fault("header ends, expected descr, fortran_order and shape");
            }
            return new NpyHeader(descr, fortranOrder, shape);
        }

        /** A string of printable ASCII without escapes: all that keys and plain element types need. */
        private String string() throws TensorFileException {
            int quote = peek();
            if (quote != '\'' && quote != '"') {
                throw expected("a string");
            }
            int first = ++at;
            while (at < text.length && text[at] != quote) {
                if (text[at] < 0x20 || text[at] == 0x7f || text[at] == '\\') {
                    throw expected("printable ASCII in a string");
                }
                at++;
            }
            if (at == text.length) {
                throw expected("the end of the string");
            }
            String s = new String(text, first, at - first, java.nio.charset.StandardCharsets.US_ASCII);
            at++;
            return s;
        }

        private boolean truth() throws TensorFileException {
            for (boolean b : new boolean[] {true, false}) {
                byte[] word = (b ? "True" : "False").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                if (peek() >= 0
                        && java.util.Arrays.equals(
                                word, 0, word.length, text, at, Math.min(text.length, at + word.length))) {
                    at += word.length;
                    return b;
                }
            }
            throw expected("True or False");
        }

        private long[] tuple() throws TensorFileException {
            expect('(', "a tuple of numbers");
            List<Long> sizes = new ArrayList<>();
            boolean comma = true;
            while (!next(')')) {
                if (!comma) {
                    throw expected("',' or ')'");
                }
                if (sizes.size() == Shape.MAX_RANK) {
                    throw fault("shape of more than " + Shape.MAX_RANK + " axes");
                }
                sizes.add(number());
                comma = next(',');
            }
            if (sizes.size() == 1 && !comma) {
                throw fault("number in parentheses, expected a tuple such as (3,)");
            }
            return sizes.stream().mapToLong(Long::longValue).toArray();
        }

        private long number() throws TensorFileException {
            long value = digits();
            // Python 2 wrote long integers so.
            if (at < text.length && text[at] == 'L') {
                at++;
            }
            return value;
        }
    }
}
