package org.fiducial.oracle;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of many elements. Tallies of parts are merged in the parts' order, so the result does not depend on who made them.
 */
public final class Tally {
    private long conforming;
    private long inconclusive;
    private long violating;
    private final long[] ratios = new long[Verdict.RATIO_EDGES.length + 1];
    private final TreeSet<String> reasons = new TreeSet<>();
    private long closed;
    private long model;
    private double suspicion;
    private double worstRatio = -1;
    private long worstElement = -1;
    private double worstCandidate;
    private double worstMid;
    private double worstRadius;
    private double worstBound;

    /**
     * Judges one element.
     *
     * @param element its position in the candidate
     * @param candidate its value
     * @param mid midpoint of the exact value
     * @param radius radius of the exact value
     * @param bound largest distance that the model allows
     * @return the outcome, or null if a sharper enclosure has to decide
     */
    public static @Nullable Outcome judge(double candidate, double mid, double radius, double bound) {
        if (bound == Double.POSITIVE_INFINITY) {
            return Outcome.INCONCLUSIVE;
        }
        if (!Double.isFinite(candidate)) {
            return Outcome.VIOLATES;
        }
        double distance = Math.abs(candidate - mid);
        double most = distance * (1 + 0x1p-51) + radius * (1 + 0x1p-51);
        double least = distance * (1 - 0x1p-51) - radius * (1 + 0x1p-51);
        if (most <= bound) {
            return Outcome.CONFORMS;
        }
        return least > bound ? Outcome.VIOLATES : null;
    }

    /** Observed distance over bound; 0 where both are 0. */
    public static double ratio(double candidate, double mid, double bound) {
        if (!Double.isFinite(candidate)) {
            return Double.POSITIVE_INFINITY;
        }
        double distance = Math.abs(candidate - mid);
        return distance == 0 ? 0 : distance / bound;
    }

    /** Counts a judged element. */
    public void count(Outcome outcome, long element, double candidate, double mid, double radius, double bound) {
        switch (outcome) {
            case CONFORMS -> conforming++;
            case INCONCLUSIVE -> inconclusive++;
            case VIOLATES -> violating++;
        }
        double ratio =
                outcome == Outcome.INCONCLUSIVE && bound == Double.POSITIVE_INFINITY ? 0 : ratio(candidate, mid, bound);
        int range = 0;
        while (range < Verdict.RATIO_EDGES.length && !(ratio <= Verdict.RATIO_EDGES[range])) {
            range++;
        }
        ratios[range]++;
        if (ratio > worstRatio) {
            worstRatio = ratio;
            worstElement = element;
            worstCandidate = candidate;
            worstMid = mid;
            worstRadius = radius;
            worstBound = bound;
        }
    }

    /**
     * An outcome with its reason noted.
     *
     * @param judged by {@link #judge}; null if the sharpest engine left it undecided, which makes it inconclusive
     * @param unbounded why nothing bounds an element whose bound is infinite
     */
    public Outcome reasoned(@Nullable Outcome judged, double candidate, String unbounded) {
        if (judged == null) {
            reason("the sharpest engine does not decide some elements");
            return Outcome.INCONCLUSIVE;
        }
        if (judged == Outcome.INCONCLUSIVE) {
            reason(unbounded);
        } else if (!Double.isFinite(candidate)) {
            reason("the candidate is infinite or NaN where the exact value is finite");
        }
        return judged;
    }

    /** Notes why elements are inconclusive, or by which rule they were judged. */
    public void reason(String why) {
        reasons.add(why);
    }

    /** Counts which envelope was the smaller one. */
    public void envelope(boolean closedSmaller) {
        if (closedSmaller) {
            closed++;
        } else {
            model++;
        }
    }

    /** Notes an observed distance over the probabilistic bound. */
    public void suspect(double ratio) {
        suspicion = Math.max(suspicion, ratio);
    }

    /** Adds the outcomes of a later part. */
    public void add(Tally later) {
        conforming += later.conforming;
        inconclusive += later.inconclusive;
        violating += later.violating;
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] += later.ratios[i];
        }
        reasons.addAll(later.reasons);
        closed += later.closed;
        model += later.model;
        suspicion = Math.max(suspicion, later.suspicion);
        if (later.worstRatio > worstRatio) {
            worstRatio = later.worstRatio;
            worstElement = later.worstElement;
            worstCandidate = later.worstCandidate;
            worstMid = later.worstMid;
            worstRadius = later.worstRadius;
            worstBound = later.worstBound;
        }
    }

    public Outcome outcome() {
        return violating > 0 ? Outcome.VIOLATES : inconclusive > 0 ? Outcome.INCONCLUSIVE : Outcome.CONFORMS;
    }

    public long conforming() {
        return conforming;
    }

    public long inconclusive() {
        return inconclusive;
    }

    public long violating() {
        return violating;
    }

    public long elements() {
        return conforming + inconclusive + violating;
    }

    public long[] ratios() {
        return ratios.clone();
    }

    public List<String> reasons() {
        return List.copyOf(reasons);
    }

    public double suspicion() {
        return suspicion;
    }

    public List<Verdict.EnvelopeUse> envelopes() {
        return List.of(new Verdict.EnvelopeUse("closed", closed), new Verdict.EnvelopeUse("model", model));
    }

    /** Position of the element with the largest ratio, -1 if none was counted. */
    public long worstElement() {
        return worstElement;
    }

    public double worstCandidate() {
        return worstCandidate;
    }

    public double worstMid() {
        return worstMid;
    }

    public double worstRadius() {
        return worstRadius;
    }

    public double worstBound() {
        return worstBound;
    }

    public double worstRatio() {
        return Math.max(0, worstRatio);
    }
}
