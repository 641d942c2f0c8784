package org.fiducial.oracle;

import java.util.List;
import org.fiducial.arithmetic.model.FloatModel;

/**
 * The result of one check.
 *
 * @param operator name of the operator
 * @param output which of its outputs was checked
 * @param verdict the worst of the elements' outcomes
 * @param model the declared float model
 * @param elements number of elements checked
 * @param conforming elements provably inside the envelope
 * @param inconclusive elements that could not be decided
 * @param violating elements provably outside
 * @param worst the element with the largest ratio
 * @param reasons why elements are inconclusive or were judged by an explicit rule; empty if none
 * @param diagnosis named mistakes that explain a violation, best first; empty if it conforms or none fits
 * @param power what this check would have seen of each catalogued mistake
 * @param suspicion the probabilistic envelope's opinion
 * @param engines how many rows each engine decided
 * @param envelopes how many elements each kind of envelope bounded best: names and counts
 * @param ratios how many elements have a ratio in each of the ranges that {@link #RATIO_EDGES} separates
 * @param rowRatios largest ratio of each query row, over heads in order
 */
public record Verdict(
        String operator,
        String output,
        Outcome verdict,
        FloatModel model,
        long elements,
        long conforming,
        long inconclusive,
        long violating,
        WorstElement worst,
        List<String> reasons,
        List<Diagnosis> diagnosis,
        List<Exposure> power,
        Suspicion suspicion,
        List<EngineUse> engines,
        List<EnvelopeUse> envelopes,
        long[] ratios,
        double[] rowRatios) {
    /** Upper ends of all ranges of {@code ratios} but the last, which is open. */
    public static final double[] RATIO_EDGES = {
        1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 10, 100
    };

    /** A verdict on the elements of a tally; the outcome may be worse than the tally's. */
    public static Verdict of(
            String operator,
            String output,
            Outcome verdict,
            FloatModel model,
            Tally tally,
            WorstElement worst,
            List<Diagnosis> diagnosis,
            List<Exposure> power,
            Suspicion suspicion,
            List<EngineUse> engines,
            double[] rowRatios) {
        return new Verdict(
                operator,
                output,
                verdict,
                model,
                tally.elements(),
                tally.conforming(),
                tally.inconclusive(),
                tally.violating(),
                worst,
                tally.reasons(),
                diagnosis,
                power,
                suspicion,
                engines,
                tally.envelopes(),
                tally.ratios(),
                rowRatios);
    }

    /**
     * How many elements one kind of envelope bounded best.
     *
     * @param envelope "closed" for the sheet's closed bound, "model" for the float model's interpretation of the operator text
     */
    public record EnvelopeUse(String envelope, long elements) {}
}
