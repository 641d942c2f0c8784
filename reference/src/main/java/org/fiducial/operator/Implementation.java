package org.fiducial.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.tensor.Tensor;

/** Something that computes an operator in floating point, on a GPU or elsewhere, and can be run on a case. Making one loads no native code. */
public interface Implementation {
    /** Where it runs and what it computes, such as "gpu:softmax-attention"; no two have the same. */
    String name();

    /** The operator's name, as {@link OperatorDescription#name}. */
    String operator();

    /** Why it cannot run here, in one line; empty if it can. The first call may load native code. */
    Optional<String> absence();

    /** The operator's outputs that it computes. */
    Set<String> outputs();

    /** Why it does not compute this problem, in one line: a format, a size, a parameter. Empty if it does. */
    Optional<String> refusal(Problem problem);

    /** The float model that it computes this problem under; only for problems it does not refuse. */
    FloatModel declared(Problem problem);

    /**
     * Computes.
     *
     * @param timings how many times to repeat the computation for its time, after one that is not timed; 0 leaves the time out
     * @throws IllegalArgumentException for a problem it refuses
     * @throws IllegalStateException if it is absent here, or its device fails
     */
    Run run(Problem problem, int timings);

    /** Problems that show it at work: sizes and formats, the smallest first. */
    List<Sample> samples();

    /** What its device can do at most, as measured there for arithmetic in that format of inputs; empty where nothing was measured. */
    Optional<Ceilings> ceilings(Format format);

    /**
     * One problem.
     *
     * @param tensors the case's tensors by name
     * @param parameters the case's parameters as text
     * @param output which output is wanted
     */
    record Problem(Map<String, Tensor> tensors, Map<String, String> parameters, String output) {
        /** The tensor of the first of these names that is there. */
        public Optional<Tensor> tensor(String... names) {
            for (String name : names) {
                Tensor t = tensors.get(name);
                if (t != null) {
                    return Optional.of(t);
                }
            }
            return Optional.empty();
        }

        /** The same without the tensors of these names. */
        public Problem without(String... names) {
            Map<String, Tensor> left = new HashMap<>(tensors);
            List.of(names).forEach(left::remove);
            return new Problem(left, parameters, output);
        }
    }

    /**
     * What came out.
     *
     * @param output the output that was wanted
     * @param seconds least time of one computation on the device, transfers left out; NaN if it was not timed
     * @param operations floating-point operations of the definition: a multiply-add counts two
     * @param bytes inputs and output, each once: the least that has to move
     */
    record Run(Tensor output, double seconds, double operations, double bytes) {}

    /**
     * A problem with its story.
     *
     * @param label size and mask, in a few words
     * @param format format of the inputs
     * @param problem makes the problem, which may be large
     * @param checked whether it is small enough to be certified here
     */
    record Sample(String label, Format format, Supplier<Problem> problem, boolean checked) {}

    /**
     * Measured limits of a device.
     *
     * @param bytesPerSecond read and written together
     * @param operationsPerSecond floating-point operations
     */
    record Ceilings(double bytesPerSecond, double operationsPerSecond) {
        /** The fraction of the nearer limit that a run reached. */
        public double fraction(Run run) {
            double least = Math.max(run.operations / operationsPerSecond, run.bytes / bytesPerSecond);
            return least / run.seconds;
        }
    }

    /** A library that brings implementations; found through {@link ServiceLoader}. */
    interface Source {
        List<Implementation> implementations();
    }

    /** All implementations on the class path, by name. A library that lacks what it needs brings none. */
    static List<Implementation> all() {
        List<Implementation> found = new ArrayList<>();
        Iterator<Source> sources = ServiceLoader.load(Source.class).iterator();
        while (true) {
            try {
                if (!sources.hasNext()) {
                    found.sort(Comparator.comparing(Implementation::name));
                    return List.copyOf(found);
                }
                found.addAll(sources.next().implementations());
            } catch (ServiceConfigurationError | LinkageError missing) {
                // Its classes were left out of this build.
                continue;
            }
        }
    }
}
