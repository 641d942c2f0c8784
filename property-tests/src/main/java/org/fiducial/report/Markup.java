package org.fiducial.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes well-formed markup: every text is escaped and every element closed. HTML written with it is also XML. */
public final class Markup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. @param attributes names and values in turn */
    public Markup open(String tag, String... attributes) {
        start(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** An element without content. */
    public Markup empty(String tag, String... attributes) {
        start(tag, attributes).append("/>");
        return this;
    }

    /** An element with nothing but text in it. */
    public Markup leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    public Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Markup that is well-formed already: another {@code Markup}'s, or a constant without special characters. */
    public Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    public Markup line() {
        out.append('\n');
        return this;
    }

    /** Closes the innermost open element. */
    public Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    private StringBuilder start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        return out;
    }

    /** The text with markup's special characters replaced, and characters that XML forbids shown as the replacement character. */
    static String escape(String text) {
        StringBuilder s = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> s.append("&lt;");
                case '>' -> s.append("&gt;");
                case '&' -> s.append("&amp;");
                case '"' -> s.append("&quot;");
                default -> s.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return s.toString();
    }

    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }

    /** What was written. @throws IllegalStateException if an element is still open */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("element " + open.peek() + " is not closed");
        }
        return out.toString();
    }
}
