package org.fiducial.oracle;

import java.util.LinkedHashMap;
import java.util.Map;

/** A mistake that implementations of an operator are known to make; one constant each of the operator's enum of them. */
public interface NamedMistake {
    /** The constant. */
    String name();

    /** What an implementation does then. */
    String description();

    /** The name in catalogues and reports: the constant's, in small letters with hyphens. */
    default String label() {
        return ParameterWord.of(name());
    }

    /** Names and descriptions, in order. */
    static Map<String, String> catalogue(NamedMistake... mistakes) {
        Map<String, String> out = new LinkedHashMap<>();
        for (NamedMistake m : mistakes) {
            out.put(m.label(), m.description());
        }
        return out;
    }
}
