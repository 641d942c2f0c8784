package org.fiducial.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Tensor;

/** The operator that returns its input: small enough that every answer of the command line can be provoked. */
final class CopyOperator implements CheckedOperator {
    @Override
    public OperatorDescription description() {
        return new OperatorDescription(
                "copy",
                "returns its input",
                "The output is the input x, element by element. It exists to test the command line with.",
                List.of(new TensorDescription("x", List.of("input"), "[n]", true, "What is copied.")),
                List.of(
                        new TensorDescription("output", List.of("o"), "[n]", true, "The copy."),
                        new TensorDescription("twice", List.of(), "[n]", false, "The copy's copy.")),
                List.of(new ParameterDescription("mode", "plain|unclear|odd", "plain", "How sure the verdict is.")),
                List.of("elements"));
    }

    @Override
    public Map<String, String> mistakes() {
        return Map.of("off-by-one", "element i is x at i + 1");
    }

    @Override
    public Case read(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        Tensor x = tensors.get("x");
        if (x == null) {
            throw new CaseException("no tensor 'x', expected it");
        }
        for (String name : parameters.keySet()) {
            if (!name.equals("mode")) {
                throw new CaseException("unknown parameter '" + name + "', expected one of mode");
            }
        }
        return new CopyCase(x, parameters.getOrDefault("mode", "plain"));
    }

    private record CopyCase(Tensor x, String mode) implements Case {
        @Override
        public int[] shape(String output) {
            return x.shape().sizes();
        }

        @Override
        public long rows() {
            return 1;
        }

        @Override
        public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
            if (!candidate.shape().sameSizes(x.shape())) {
                throw new CaseException("candidate " + candidate.shape() + ", expected " + x.shape());
            }
            switch (mode) {
                case "broken" -> throw new IllegalStateException("planted defect");
                case "lost" -> throw new NoClassDefFoundError("planted loss");
                case "greedy" -> throw new OutOfMemoryError("planted");
                default -> {}
            }
            boolean same = Arrays.equals(candidate.toDoubles(), x.toDoubles());
            Outcome outcome =
                    mode.equals("unclear") ? Outcome.INCONCLUSIVE : same ? Outcome.CONFORMS : Outcome.VIOLATES;
            long n = x.elements();
            long violating = outcome == Outcome.VIOLATES ? n : 0;
            long unclear = outcome == Outcome.INCONCLUSIVE ? n : 0;
            return new Verdict(
                    "copy",
                    options.output(),
                    outcome,
                    model,
                    n,
                    n - violating - unclear,
                    unclear,
                    violating,
                    new WorstElement(new int[] {0}, candidate.valueAt(0), "1", 0, 1, 0, same ? 0 : 2),
                    List.of(),
                    List.of(),
                    List.of(),
                    new Suspicion(mode.equals("odd"), 1e-9, 0, "none"),
                    List.of(),
                    List.of(),
                    new long[Verdict.RATIO_EDGES.length + 1],
                    new double[1]);
        }
    }
}
