package org.fiducial.theory.construction;

/**
 * A distance of functions on the unit cube, sheet urpe (D16).
 *
 * @param power p of d_p, or 0 for the largest entry
 */
public record Norm(int power) {
    /** The largest entry. */
    public static final Norm SUP = new Norm(0);

    public Norm {
        if (power < 0 || power > 64) {
            throw new IllegalArgumentException("norm of power " + power + ", expected 1 to 64, or 0 for sup");
        }
    }

    /**
     * "sup", or "L" and a power, such as "L2".
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Norm parse(String text) {
        if (text.equalsIgnoreCase("sup")) {
            return SUP;
        }
        if (text.matches("[Ll][0-9]{1,2}") && Integer.parseInt(text.substring(1)) >= 1) {
            return new Norm(Integer.parseInt(text.substring(1)));
        }
        throw new IllegalArgumentException("norm '" + text + "', expected sup, or L1, L2, ... up to L64");
    }

    public boolean isSup() {
        return power == 0;
    }

    @Override
    public String toString() {
        return isSup() ? "sup" : "L" + power;
    }
}
