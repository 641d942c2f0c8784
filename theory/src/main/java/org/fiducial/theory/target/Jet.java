package org.fiducial.theory.target;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.exact.Rational;
import org.jspecify.annotations.Nullable;

/**
 * A function on a box: its values, slopes and curvatures. Slopes are such that f(x) - f(y) = s . (x - y) with some s from them for any two
 * points of the box; that includes functions with kinks. Curvatures contain all second derivatives.
 *
 * @param value values
 * @param slope one interval a coordinate, or null if there are none that are finite
 * @param curvature n x n, row by row, or null where the function may not be twice differentiable
 */
public record Jet(Interval value, Interval @Nullable [] slope, Interval @Nullable [] curvature) {

    /** The sum of the slopes' moduli, an upper bound; infinite without slopes. */
    public double slopeSum() {
        return sum(slope);
    }

    /** The sum of the moduli of all second derivatives, an upper bound; infinite without them. */
    public double curvatureSum() {
        return sum(curvature);
    }

    private static double sum(Interval @Nullable [] all) {
        if (all == null) {
            return Double.POSITIVE_INFINITY;
        }
        double s = 0;
        for (Interval x : all) {
            s = Interval.up(s, x.magnitude());
        }
        return s;
    }

    /** Jets on one box. */
    static final class Jets implements Expression.Algebra<Jet> {
        private static final Interval ONE = Interval.of(1);
        private static final Interval UNIT = new Interval(-1, 1);

        private final Interval[] box;
        private final int n;

        Jets(Interval[] box) {
            this.box = box;
            this.n = box.length;
        }

        private static Interval[] filled(int size, Interval x) {
            Interval[] out = new Interval[size];
            java.util.Arrays.fill(out, x);
            return out;
        }

        private Jet flat(Interval x) {
            return new Jet(x, filled(n, Interval.ZERO), filled(n * n, Interval.ZERO));
        }

        @Override
        public Jet constant(Rational x) {
            return flat(Interval.of(x));
        }

        @Override
        public Jet pi() {
            return flat(Interval.of(Ball.pi(80)));
        }

        @Override
        public Jet variable(int index) {
            Interval[] slope = filled(n, Interval.ZERO);
            slope[index] = ONE;
            return new Jet(box[index], slope, filled(n * n, Interval.ZERO));
        }

        @Override
        public Jet add(Jet x, Jet y) {
            return new Jet(x.value.add(y.value), sum(x.slope, y.slope), sum(x.curvature, y.curvature));
        }

        private static Interval @Nullable [] sum(Interval @Nullable [] x, Interval @Nullable [] y) {
            if (x == null || y == null) {
                return null;
            }
            Interval[] s = new Interval[x.length];
            for (int k = 0; k < s.length; k++) {
                s[k] = x[k].add(y[k]);
            }
            return s;
        }

        private static Interval @Nullable [] times(Interval @Nullable [] x, Interval factor) {
            if (x == null) {
                return null;
            }
            Interval[] s = new Interval[x.length];
            for (int k = 0; k < s.length; k++) {
                s[k] = x[k].multiply(factor);
            }
            return s;
        }

        /** The matrix of x_a y_b. */
        private Interval @Nullable [] outer(Interval @Nullable [] x, Interval @Nullable [] y) {
            if (x == null || y == null) {
                return null;
            }
            Interval[] s = new Interval[n * n];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    s[a * n + b] = a == b && x == y ? x[a].square() : x[a].multiply(y[b]);
                }
            }
            return s;
        }

        @Override
        public Jet negate(Jet x) {
            Interval minus = Interval.of(-1);
            return new Jet(x.value.negate(), times(x.slope, minus), times(x.curvature, minus));
        }

        @Override
        public Jet multiply(Jet x, Jet y) {
            Interval[] slope = sum(times(x.slope, y.value), times(y.slope, x.value));
            Interval[] mixed = sum(outer(x.slope, y.slope), outer(y.slope, x.slope));
            Interval[] curvature = sum(sum(times(x.curvature, y.value), times(y.curvature, x.value)), mixed);
            return new Jet(x.value.multiply(y.value), slope, curvature);
        }

        /** f(x), from enclosures of f, its slopes and its second derivatives over x's values; null for none. */
        private Jet chain(Jet x, Interval value, @Nullable Interval slope, @Nullable Interval curvature) {
            if (slope == null) {
                return new Jet(value, null, null);
            }
            Interval[] second = curvature == null ? null : times(outer(x.slope, x.slope), curvature);
            return new Jet(value, times(x.slope, slope), sum(times(x.curvature, slope), second));
        }

        @Override
        public Jet divide(Jet x, Jet y) {
            Interval inverse = ONE.divide(y.value);
            Interval square = inverse.square();
            Jet reciprocal =
                    chain(y, inverse, square.negate(), square.multiply(inverse).multiply(Interval.of(2)));
            return multiply(x, reciprocal);
        }

        @Override
        public Jet power(Jet x, int k) {
            Interval v = x.value;
            Interval slope = k == 0 ? Interval.ZERO : v.power(k - 1).multiply(Interval.of(k));
            Interval curvature = k < 2 ? Interval.ZERO : v.power(k - 2).multiply(Interval.of((double) k * (k - 1)));
            return chain(x, v.power(k), slope, curvature);
        }

        @Override
        public Jet max(Jet x, Jet y) {
            if (x.value.lo() > y.value.hi()) {
                return x;
            } else if (y.value.lo() > x.value.hi()) {
                return y;
            }
            Interval[] slope = null;
            if (x.slope != null && y.slope != null) {
                slope = new Interval[n];
                for (int a = 0; a < n; a++) {
                    slope[a] = x.slope[a].hull(y.slope[a]);
                }
            }
            return new Jet(x.value.max(y.value), slope, null);
        }

        @Override
        public Jet apply(Expression.Function f, Jet x) {
            Interval v = x.value;
            switch (f) {
                case ABS:
                    boolean kink = v.lo() < 0 && v.hi() > 0;
                    Interval sign = kink ? UNIT : Interval.of(v.lo() >= 0 ? 1 : -1);
                    return chain(x, v.abs(), sign, kink ? null : Interval.ZERO);
                case EXP:
                    Interval e = v.exp();
                    return chain(x, e, e, e);
                case LOG:
                    Interval inverse = ONE.divide(v);
                    return chain(x, v.log(), inverse, inverse.square().negate());
                case SIN:
                case COS:
                    Interval sine = v.sin();
                    Interval cosine = v.cos();
                    return f == Expression.Function.SIN
                            ? chain(x, sine, cosine, sine.negate())
                            : chain(x, cosine, sine.negate(), cosine.negate());
                case TANH:
                    Interval t = v.tanh();
                    Interval slope = ONE.subtract(t.square());
                    return chain(x, t, slope, t.multiply(slope).multiply(Interval.of(-2)));
                case SQRT:
                    Interval root = v.sqrt();
                    if (root.lo() <= 0) {
                        return chain(x, root, null, null);
                    }
                    Interval half = Interval.of(0.5).divide(root);
                    return chain(x, root, half, half.divide(v).multiply(Interval.of(-0.5)));
                default:
                    throw new ArithmeticException("no enclosure of " + f);
            }
        }
    }
}
