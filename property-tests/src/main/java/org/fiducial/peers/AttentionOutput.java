package org.fiducial.peers;

import org.fiducial.number.Format;

/**
 * What an implementation returned.
 *
 * @param format the format it computed its result in
 * @param values [heads, queries, valueWidth]; each a value of the format, so that nothing is lost by holding it as binary32
 */
public record AttentionOutput(Format format, float[] values) {
    /** The codes of a 16-bit result. */
    public short[] codes() {
        if (format.bits() != 16) {
            throw new IllegalStateException("codes of a " + format + " result, expected a 16-bit format");
        }
        short[] codes = new short[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (short) format.encode(values[i]);
        }
        return codes;
    }
}
