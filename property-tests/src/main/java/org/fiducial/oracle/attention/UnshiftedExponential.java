package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;

/**
 * The maximum is not subtracted before the exponential: rows whose logits leave the range of e^x in the accumulation format become NaN, others
 * stay right. Rows in which that depends on the order of sums are not looked at.
 */
record UnshiftedExponential() implements Mistake {
    /** More than the rounding of logits near the limits may change them. */
    private static final double MARGIN = 0.01;

    @Override
    public String name() {
        return "maximum-not-subtracted";
    }

    @Override
    public String description() {
        return "exponentials are taken without subtracting the row's maximum, so that they leave the range";
    }

    private static double most(Format accumulate) {
        return Math.log(accumulate.largestFinite().toDouble());
    }

    private static double least(Format accumulate) {
        return Math.log(accumulate.smallestNormal().toDouble());
    }

    /** By the largest norms of queries and keys; a bias counts in full. */
    @Override
    public boolean applies(AttentionCase c, FloatModel model) {
        double limit = Math.min(most(model.accumulate()), -least(model.accumulate()));
        for (int h = 0; h < c.heads(); h++) {
            AttentionHead head = c.head(h);
            Matrix b = head.bias();
            double largest = b == null ? 0 : norm(new Matrix(b.values().length, 1, b.values()));
            if (head.tau().toDouble() * norm(head.query()) * norm(head.key()) + largest > limit) {
                return true;
            }
        }
        return false;
    }

    /** The largest norm of a row. */
    private static double norm(Matrix x) {
        double largest = 0;
        for (int i = 0; i < x.rows(); i++) {
            double sum = 0;
            for (int j = 0; j < x.columns(); j++) {
                sum += x.get(i, j) * x.get(i, j);
            }
            largest = Math.max(largest, Double.isFinite(sum) ? Math.sqrt(sum) : 0);
        }
        return largest;
    }

    @Override
    public <X> double[] value(ExaminedRows<X> rows) {
        return evaluate(rows).value();
    }

    @Override
    public <X> MistakenRows evaluate(ExaminedRows<X> rows) {
        AttentionHead slice = rows.slice();
        double[] logits = rows.logitValues();
        Format f = rows.model().accumulate();
        double[] centre = rows.right().mid().clone();
        double[] bound = rows.right().bound().clone();
        int width = rows.right().columns();
        for (int i = 0; i < slice.queries(); i++) {
            if (slice.allowed().count(i) == 0) {
                continue;
            }
            double top = Double.NEGATIVE_INFINITY;
            double size = 0;
            for (int j = slice.allowed().next(i, 0);
                    j < slice.allowed().to(i);
                    j = slice.allowed().next(i, j + 1)) {
                top = Math.max(top, logits[i * slice.keys() + j]);
                for (int c = 0; c < width; c++) {
                    size = Math.max(size, Math.abs(slice.value().get(j, c)));
                }
            }
            double sums = top + Math.log(slice.allowed().count(i)) + Math.log(Math.max(1, size));
            boolean fits = sums < most(f) - MARGIN && top > least(f) + MARGIN;
            boolean lost = top > most(f) + MARGIN
                    || top + MARGIN < Math.log(f.smallestPositive().toDouble()) - Math.log(2);
            for (int c = 0; c < width && !fits; c++) {
                centre[i * width + c] = Double.NaN;
                bound[i * width + c] = lost ? 0 : Double.NaN;
            }
        }
        return new MistakenRows(centre, centre, bound);
    }
}
