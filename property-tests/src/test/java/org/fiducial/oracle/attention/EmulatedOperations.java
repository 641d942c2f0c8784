package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;

/**
 * The operations of a declared float model, in plain loops that share nothing with the arithmetics under test but {@link Format#round}. What
 * the model leaves open, the order of sums and the sign of the exponential's error, is drawn.
 */
class EmulatedOperations {
    final FloatModel model;
    final SplittableRandom random;
    final Format acc;
    private final int order;
    private final int expSigns;

    EmulatedOperations(FloatModel model, SplittableRandom random) {
        this.model = model;
        this.random = random;
        this.acc = model.accumulate();
        this.order = random.nextInt(5);
        this.expSigns = random.nextInt(4);
    }

    final double r(double x) {
        return flushed(acc, acc.round(x));
    }

    final double flushed(Format f, double x) {
        return model.flushToZero() && Math.abs(x) < Math.scalb(1.0, f.minExponent()) ? 0 * x : x;
    }

    final double operand(double x) {
        return flushed(acc, x);
    }

    final double store(Format f, double x) {
        return f == acc ? x : flushed(f, f.round(x));
    }

    final double add(double x, double y) {
        return r(x + y);
    }

    final double times(double x, double y) {
        return r(operand(x) * operand(y));
    }

    final double product(double x, double y) {
        return acc == Format.BINARY64 ? flushed(acc, x * y) : r(x * y);
    }

    final double sum(double[] x, int from, int to) {
        if (to - from == 0) {
            return 0;
        }
        if (to - from == 1) {
            return x[from];
        }
        boolean tree = model.sum().kind() == SumOrder.Kind.DEPTH;
        switch (tree ? 1 : order) {
            case 0 -> {
                double s = x[from];
                for (int i = from + 1; i < to; i++) {
                    s = add(s, x[i]);
                }
                return s;
            }
            case 1 -> {
                int mid = (from + to) >>> 1;
                return add(sum(x, from, mid), sum(x, mid, to));
            }
            case 2 -> {
                int mid = from + 1 + random.nextInt(to - from - 1);
                return add(sum(x, from, mid), sum(x, mid, to));
            }
            case 3 -> {
                double s = x[to - 1];
                for (int i = to - 2; i >= from; i--) {
                    s = add(s, x[i]);
                }
                return s;
            }
            default -> {
                List<Double> left = new ArrayList<>();
                for (int i = from; i < to; i++) {
                    left.add(x[i]);
                }
                while (left.size() > 1) {
                    double a = left.remove(random.nextInt(left.size()));
                    double b = left.remove(random.nextInt(left.size()));
                    left.add(add(a, b));
                }
                return left.get(0);
            }
        }
    }

    /** Additions that one term of a balanced tree of n terms passes through. */
    static int depth(int n) {
        return n <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(n - 1);
    }

    /** e^x or 2^x with an error of at most the declared ulps, of a sign that the drawn pattern gives. */
    final double exponential(double x, int index) {
        boolean two = model.argument() != ExpArgument.NATURAL;
        if (x == 0) {
            return 1;
        }
        double exact = two ? StrictMath.pow(2, x) : StrictMath.exp(x);
        if (exact == 0 || !Double.isFinite(exact)) {
            return exact;
        }
        int sign =
                switch (expSigns) {
                    case 0 -> 1;
                    case 1 -> -1;
                    case 2 -> index % 2 == 0 ? 1 : -1;
                    default -> random.nextBoolean() ? 1 : -1;
                };
        double ulps = acc == Format.BINARY64 ? model.expUlps() - 1.5 : model.expUlps() - 0.5;
        double ulp = acc.ulp(org.fiducial.number.Dyadic.of(exact)).toDouble();
        double y = acc.round(exact + sign * Math.max(0, ulps) * ulp);
        double most = (acc == Format.BINARY64 ? model.expUlps() - 1 : model.expUlps()) * ulp;
        if (!(Math.abs(y - exact) <= most)) {
            y = acc.round(exact);
        }
        return flushed(acc, Math.max(0, y));
    }

    final double logarithm(double x) {
        double y = StrictMath.log(x);
        if (!Double.isFinite(y)) {
            return y;
        }
        return r(y
                + (random.nextBoolean() ? 0.4 : -0.4)
                        * acc.ulp(org.fiducial.number.Dyadic.of(y)).toDouble());
    }

    final double dot(double[] x, double[] y, double first, boolean withFirst) {
        double[] t = new double[x.length + (withFirst ? 1 : 0)];
        for (int l = 0; l < x.length; l++) {
            t[l] = times(x[l], y[l]);
        }
        if (withFirst) {
            t[x.length] = operand(first);
        }
        return sum(t, 0, t.length);
    }

    final double divided(double x, double l) {
        return model.reciprocalNormaliser() ? product(x, r(1 / l)) : r(x / l);
    }
}
