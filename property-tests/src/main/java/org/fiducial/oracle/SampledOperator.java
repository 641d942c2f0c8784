package org.fiducial.oracle;

import java.util.List;
import java.util.Map;
import org.fiducial.tensor.Tensor;
import org.fiducial.theory.Probability;

/** An operator with random choices of its own, whose repeated outputs can be tested against closed moments. */
public interface SampledOperator extends CheckedOperator {
    /** The output that is sampled if none is named: one whose mean is known. */
    String sampledOutput();

    /**
     * Reads a case whose random choices are drawn anew in every run.
     *
     * @throws CaseException as {@link #read} does
     */
    SampledCase readSampled(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException;

    /** A case that is ready for the outputs of runs. */
    interface SampledCase {
        /**
         * The shape of one run's output.
         *
         * @throws CaseException if there is no such output, or none whose mean is known
         */
        int[] shape(String output) throws CaseException;

        /**
         * A test of so many runs, fixed before the first one is looked at.
         *
         * @param falseAlarm largest probability of rejecting a correct implementation, over all elements together
         * @throws CaseException if the moments of this output are not known, or the case lacks what they need
         */
        SampleTest test(String output, long runs, Probability falseAlarm) throws CaseException;

        /** Curves worth a look beside the verdict; empty if there are none. */
        List<Curves> curves() throws CaseException;
    }

    /** A test under way. */
    interface SampleTest {
        /**
         * The next run's output.
         *
         * @param samples a tensor that holds it
         * @param first position of its first element there; the others follow
         * @throws CaseException if an element is not finite
         */
        void add(Tensor samples, long first) throws CaseException;

        /** The verdict after all runs. */
        SampleVerdict verdict();
    }
}
