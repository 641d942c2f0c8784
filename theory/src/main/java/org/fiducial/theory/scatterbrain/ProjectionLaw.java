package org.fiducial.theory.scatterbrain;

import java.util.Locale;

/** The law of the projections, sheet scatterbrain (D4); each vector is standard normal in both. */
public enum ProjectionLaw {
    /** Independent vectors: iid. */
    INDEPENDENT,
    /** Blocks of at most d mutually orthogonal vectors, blocks independent: ort. */
    ORTHOGONAL;

    /** The name in the sheet and on the command line: iid or ort. */
    public String word() {
        return this == INDEPENDENT ? "iid" : "ort";
    }

    /**
     * The law of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProjectionLaw named(String word) {
        for (ProjectionLaw law : values()) {
            if (law.word().equals(word.toLowerCase(Locale.ROOT))) {
                return law;
            }
        }
        throw new IllegalArgumentException("projections '" + word + "', expected iid or ort");
    }
}
