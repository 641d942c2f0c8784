package org.fiducial.oracle;

import java.util.List;
import org.fiducial.theory.Probability;

/**
 * The result of testing repeated outputs: VIOLATES if an element's mean or variance is rejected, INCONCLUSIVE if the runs are too few to see
 * any bias, CONFORMS otherwise. It never says that there is no bias; it says which one would have been seen.
 *
 * @param operator name of the operator
 * @param output which of its outputs was sampled
 * @param outcome the worst of the elements' outcomes
 * @param runs number of runs
 * @param falseAlarm bound on rejecting a correct implementation, over all elements together
 * @param miss probability with which a detectable bias is missed at most
 * @param elements what was found of each element, in order
 * @param assumptions what the bounds rest on
 */
public record SampleVerdict(
        String operator,
        String output,
        Outcome outcome,
        long runs,
        Probability falseAlarm,
        Probability miss,
        List<Element> elements,
        String assumptions) {
    public SampleVerdict {
        elements = List.copyOf(elements);
    }

    /**
     * One element.
     *
     * @param index its place in one run's output
     * @param expected the mean that a correct implementation has
     * @param bias plain mean of the samples less that
     * @param biasRatio statistic over threshold; above 1 the mean is rejected
     * @param detectable smallest bias that would have been seen, infinite if none; 0 where every run has to be exact
     * @param variance the variance that a correct implementation has, or NaN if only a bound is known
     * @param varianceDeviation mean squared deviation less that, or NaN
     * @param varianceRatio statistic over threshold, or NaN
     * @param detectableVariance smallest error of the variance that would have been seen, or NaN
     */
    public record Element(
            int[] index,
            double expected,
            double bias,
            double biasRatio,
            double detectable,
            double variance,
            double varianceDeviation,
            double varianceRatio,
            double detectableVariance) {
        /** The detectable bias as a fraction of the expected value. */
        public double relativeDetectable() {
            return expected == 0 ? (detectable == 0 ? 0 : Double.POSITIVE_INFINITY) : detectable / Math.abs(expected);
        }

        public boolean violates() {
            return !(biasRatio <= 1) || varianceRatio > 1;
        }
    }

    /** The element that is furthest from conforming. */
    public Element worst() {
        Element worst = elements.get(0);
        for (Element e : elements) {
            worst = score(e) > score(worst) ? e : worst;
        }
        return worst;
    }

    private static double score(Element e) {
        double mean = Double.isNaN(e.biasRatio) ? Double.POSITIVE_INFINITY : e.biasRatio;
        return Double.isNaN(e.varianceRatio) ? mean : Math.max(mean, e.varianceRatio);
    }

    /** The smallest and the largest relative bias that would have been seen in an element. */
    public double[] detectableRange() {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Element e : elements) {
            least = Math.min(least, e.relativeDetectable());
            most = Math.max(most, e.relativeDetectable());
        }
        return new double[] {least, most};
    }
}
