package org.fiducial.theory.softmax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.random.RandomStream;

/** Observed errors of implementations against their bounds, element by element; NaN is an error beyond every bound. */
final class ErrorRatios {
    private final double factor;
    private final List<Double> ratios = new ArrayList<>();
    private String worst = "";

    /** One emulated implementation, number c of a run, compared with its bounds. */
    @FunctionalInterface
    interface Trial {
        void compare(int c, RandomStream random, ErrorRatios ratios);
    }

    /**
     * So many trials on drawn inputs, up to the first that fails.
     *
     * @param factor as for {@link #ErrorRatios}
     * @param tightness smallest share of a bound that the largest error has to reach
     */
    static Evidence of(CheckRun run, int runs, double factor, double tightness, Trial trial) {
        RandomStream random = run.draws("inputs");
        ErrorRatios ratios = new ErrorRatios(factor);
        for (int c = 0; c < runs && !ratios.failed(); c++) {
            trial.compare(c, random, ratios);
        }
        return ratios.evidence(runs, tightness);
    }

    /** @param factor what bounds are multiplied by: 1, or less for a negative control */
    ErrorRatios(double factor) {
        this.factor = factor;
    }

    /** Compares a computed matrix with its exact one; {@code bound} goes row by row. */
    void add(String what, BigBalls exactly, Grid<Ball> exact, Elements computed, double[] bound) {
        for (int i = 0; i < exact.rows(); i++) {
            for (int j = 0; j < exact.columns(); j++) {
                double x = computed.get(i, j);
                double allowed = bound[i * exact.columns() + j] * factor;
                double error = error(exactly.enclosure(exact, i, j), x);
                double ratio = error == 0 ? 0 : error / allowed;
                ratios.add(ratio);
                if (!(error <= allowed) && worst.isEmpty()) {
                    worst = what + " at row " + i + ", column " + j + ": error " + error + ", bound " + allowed;
                }
            }
        }
    }

    /** An upper bound of |x - exact|. */
    private static double error(Enclosure exact, double x) {
        return Double.isFinite(x)
                ? exact.midpoint()
                        .subtract(Dyadic.of(x))
                        .abs()
                        .add(exact.radius())
                        .toDouble(Rounding.UPWARD)
                : Double.POSITIVE_INFINITY;
    }

    /** A computed matrix, read element by element. */
    @FunctionalInterface
    interface Elements {
        double get(int i, int j);
    }

    boolean failed() {
        return !worst.isEmpty();
    }

    /** What all comparisons together say. */
    Evidence evidence(int runs, double tightness) {
        if (failed()) {
            return Evidence.refuted(worst);
        }
        Collections.sort(ratios);
        double largest = ratios.isEmpty() ? 0 : ratios.get(ratios.size() - 1);
        Evidence e = largest < tightness
                ? Evidence.vacuous("largest ratio " + largest + ", required " + tightness)
                : Evidence.verified(EvidenceKind.CERTIFIED, "emulated implementations at random and extreme inputs");
        return e.with("runs", runs)
                .with("elements", ratios.size())
                .with("largest error to its bound", String.format(Locale.ROOT, "%.4g", largest))
                .with(
                        "median",
                        String.format(Locale.ROOT, "%.4g", ratios.isEmpty() ? 0 : ratios.get(ratios.size() / 2)))
                .with("required", tightness);
    }
}
