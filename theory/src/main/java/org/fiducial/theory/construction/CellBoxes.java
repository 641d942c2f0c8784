package org.fiducial.theory.construction;

import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.theory.target.Interval;

/** Boxes of the unit cube as intervals with outward ends. */
final class CellBoxes {
    private CellBoxes() {}

    /** The points (v + p)/steps with p between 0 and 1 in every coordinate. */
    static Interval[] cell(int[] v, int steps) {
        Interval[] box = new Interval[v.length];
        for (int k = 0; k < v.length; k++) {
            box[k] = point(v[k], steps).hull(point(v[k] + 1, steps));
        }
        return box;
    }

    /** The point v/steps. */
    static Interval[] vertex(int[] v, int steps) {
        Interval[] box = new Interval[v.length];
        for (int k = 0; k < v.length; k++) {
            box[k] = point(v[k], steps);
        }
        return box;
    }

    /** The middle of a cell, (2 v + 1)/(2 steps). */
    static Interval[] centre(int[] v, int steps) {
        Interval[] box = new Interval[v.length];
        for (int k = 0; k < v.length; k++) {
            box[k] = point(2 * v[k] + 1, 2 * steps);
        }
        return box;
    }

    static Interval point(int v, int steps) {
        return Interval.of(v).divide(Interval.of(steps));
    }

    /** One half of a box in every coordinate; bit k of {@code which} chooses the upper one. */
    static Interval[] part(Interval[] box, int which) {
        Interval[] half = new Interval[box.length];
        for (int k = 0; k < box.length; k++) {
            double middle = box[k].middle();
            half[k] = (which >> k & 1) == 1 ? new Interval(middle, box[k].hi()) : new Interval(box[k].lo(), middle);
        }
        return half;
    }

    /** The smallest number whose p-th power is at least x, or one slightly above. */
    static double root(double x, int p) {
        double r = Math.pow(x, 1.0 / p);
        Rational target = Rational.of(org.fiducial.number.Dyadic.of(x));
        while (power(r, p).compareTo(target) < 0) {
            r = Math.nextUp(r);
        }
        return r;
    }

    private static Rational power(double r, int p) {
        Rational base = Rational.of(org.fiducial.number.Dyadic.of(r));
        Rational out = Rational.ONE;
        for (int k = 0; k < p; k++) {
            out = out.multiply(base);
        }
        return out;
    }
}
