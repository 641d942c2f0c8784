package org.fiducial.oracle.scatterbrain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.SampleVerdict;
import org.fiducial.oracle.SampledOperator.SampleTest;
import org.fiducial.tensor.Shape;
import org.fiducial.tensor.Tensor;
import org.fiducial.theory.Probability;

/** The tests of all elements of repeated outputs; the false alarm is shared evenly among them. */
final class ScatterbrainSampleTest implements SampleTest {
    /** Probability with which a bias that is called detectable may be missed. */
    private static final Probability MISS = new Probability(BigDecimal.ONE.movePointLeft(3));

    private final String operator;
    private final String output;
    private final int[] shape;
    private final ElementTest[] tests;
    private final double[] referenceKernels;
    private final int reference;
    private final double rounding;
    private final Probability falseAlarm;
    private final String assumptions;
    private long count;
    private final long runs;

    ScatterbrainSampleTest(
            String operator,
            String output,
            int[] shape,
            List<ElementTest.Moments> elements,
            double[] referenceKernels,
            int reference,
            double rounding,
            long runs,
            Probability falseAlarm,
            String assumptions) {
        this.operator = operator;
        this.output = output;
        this.shape = shape.clone();
        this.referenceKernels = referenceKernels.clone();
        this.reference = reference;
        this.rounding = rounding;
        this.runs = runs;
        this.falseAlarm = falseAlarm;
        this.assumptions = assumptions;
        // A mean and a variance for each element.
        Probability share = new Probability(falseAlarm
                .bound()
                .divide(BigDecimal.valueOf(2L * elements.size()), java.math.MathContext.DECIMAL64)
                .multiply(new BigDecimal("0.999999")));
        tests = elements.stream().map(m -> new ElementTest(m, runs, share)).toArray(ElementTest[]::new);
    }

    @Override
    public void add(Tensor samples, long first) throws CaseException {
        double u = samples.type().format().unitRoundoff();
        int columns = shape[shape.length - 1];
        for (int e = 0; e < tests.length; e++) {
            double x = samples.valueAt(first + e);
            double r = rounding >= 0 ? rounding : tests[e].units() * u;
            if (!Double.isFinite(x)) {
                throw new CaseException("run " + count + " has " + x + " at "
                        + Shape.of(shape).describeIndex(e) + ", expected a finite number");
            }
            if (reference < 0) {
                tests[e].add(x, r);
                continue;
            }
            // w_j / w_ref is the un-normalised entry over the reference's exact one; both were rounded.
            int row = e / columns;
            double scale = samples.valueAt(first + (long) row * columns + reference);
            if (!(scale != 0 && Double.isFinite(scale))) {
                throw new CaseException("run " + count + " has weight " + scale + " for the reference key of row " + row
                        + ", expected a number that is not 0");
            }
            tests[e].add(x / scale * referenceKernels[row], 2 * r);
        }
        count++;
    }

    @Override
    public SampleVerdict verdict() {
        if (count != runs) {
            throw new IllegalStateException(count + " runs, expected the " + runs + " fixed before");
        }
        List<SampleVerdict.Element> elements = new ArrayList<>();
        boolean violates = false;
        boolean sees = false;
        for (int e = 0; e < tests.length; e++) {
            SampleVerdict.Element found = tests[e].element(Shape.of(shape).index(e), MISS);
            violates |= found.violates();
            sees |= found.detectable() < Double.POSITIVE_INFINITY && found.detectable() > 0;
            elements.add(found);
        }
        boolean constant = elements.stream().allMatch(x -> x.detectable() == 0);
        Outcome outcome = violates ? Outcome.VIOLATES : sees || constant ? Outcome.CONFORMS : Outcome.INCONCLUSIVE;
        return new SampleVerdict(operator, output, outcome, runs, falseAlarm, MISS, elements, assumptions);
    }
}
