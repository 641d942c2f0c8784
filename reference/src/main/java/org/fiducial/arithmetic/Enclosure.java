package org.fiducial.arithmetic;

import org.fiducial.number.Dyadic;

/** The real numbers within radius of midpoint; the radius is not negative. */
public record Enclosure(Dyadic midpoint, Dyadic radius) {
    public Enclosure {
        if (radius.signum() < 0) {
            throw new IllegalArgumentException("negative radius " + radius);
        }
    }

    public Dyadic lower() {
        return midpoint.subtract(radius);
    }

    public Dyadic upper() {
        return midpoint.add(radius);
    }

    public boolean contains(Dyadic x) {
        return midpoint.subtract(x).abs().compareTo(radius) <= 0;
    }

    /** Whether the two sets of numbers have one in common. */
    public boolean meets(Enclosure y) {
        return midpoint.subtract(y.midpoint).abs().compareTo(radius.add(y.radius)) <= 0;
    }
}
