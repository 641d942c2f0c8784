package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.Block;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.tensor.Tensor;

/** Holds a kernel's output against an operator text: exact values, and the distance that the declared model allows from them. */
final class TextJudge {
    private TextJudge() {}

    /** The operator, bracketed as the kernel does it. */
    interface Text {
        <T> T evaluate(ExponentialField<T> a);
    }

    /** The largest error over its bound, over all heads. */
    static double worst(List<Text> heads, FloatModel model, Tensor output) {
        return worst(heads, model, output.toDoubles());
    }

    static double worst(List<Text> heads, FloatModel model, double[] output) {
        double worst = 0;
        int at = 0;
        for (Text text : heads) {
            ModelledReals<Block> a = ModelledReals.certain(new Binary64Blocks(), model);
            Modelled<Block> y = a.store(text.evaluate(a), model.output());
            Enclosures exact = a.engine().enclosures(y.exact());
            for (int e = 0; e < exact.mid().length; e++, at++) {
                double bound = y.deviation(e / exact.columns(), e % exact.columns());
                assertTrue(bound < Double.POSITIVE_INFINITY, "the bound says something");
                double distance = Math.abs(output[at] - exact.mid()[e]) + exact.radius()[e];
                // A NaN is no distance at all.
                double ratio = distance == 0 ? 0 : distance <= Double.MAX_VALUE ? distance / bound : Double.MAX_VALUE;
                worst = Math.max(worst, ratio);
            }
        }
        assertTrue(at == output.length, at + " elements judged of " + output.length);
        return worst;
    }

    /** The output conforms, and one that is off by a thousandth of its largest number does not. */
    static void assertConforms(List<Text> heads, FloatModel model, Tensor output) {
        double worst = worst(heads, model, output);
        assertTrue(worst < 1, () -> "error over bound " + worst);
        double[] wrong = output.toDoubles();
        int largest = 0;
        for (int e = 0; e < wrong.length; e++) {
            largest = Math.abs(wrong[e]) > Math.abs(wrong[largest]) ? e : largest;
        }
        wrong[largest] *= 1.001;
        double caught = worst(heads, model, wrong);
        assertTrue(caught > 1, () -> "a wrong element passes with " + caught);
    }
}
