package org.fiducial.oracle;

import java.util.Locale;

/** Constants as users read and write them: in lower case, with hyphens. */
public final class ParameterWord {
    private ParameterWord() {}

    /** The word for the constant of that name. */
    public static String of(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant of a word. @throws IllegalArgumentException if there is none */
    public static <E extends Enum<E>> E parse(String word, Class<E> type) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
