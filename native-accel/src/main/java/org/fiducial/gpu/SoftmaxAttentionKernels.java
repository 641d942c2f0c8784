package org.fiducial.gpu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.tensor.Tensor;

/** Softmax attention by the tiled kernels, sheet softmax-attention (D1)-(D11). */
final class SoftmaxAttentionKernels implements Implementation {
    private static final List<Format> FORMATS = List.of(Format.BINARY32, Format.BINARY16, Format.BFLOAT16);

    private final Place place;

    SoftmaxAttentionKernels(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return place.prefix() + ":" + operator();
    }

    @Override
    public String operator() {
        return "softmax-attention";
    }

    @Override
    public Optional<String> absence() {
        return place.absence();
    }

    @Override
    public Set<String> outputs() {
        return Set.of("output", "lse");
    }

    @Override
    public Optional<String> refusal(Problem problem) {
        return outputs().contains(problem.output())
                ? AttentionInputs.refusal(problem, FORMATS)
                : Optional.of("output '" + problem.output() + "', expected one of "
                        + String.join(", ", new java.util.TreeSet<>(outputs())));
    }

    /**
     * What the sources round (the heads of the .cu files). CUDA documents expf, exp2f and logf within 2 ulps, the host's C library within 1.
     * Sums of a tensor core are taken to be those of binary32 in some order: what the hardware does is not documented.
     */
    @Override
    public FloatModel declared(Problem problem) {
        AttentionInputs in = AttentionInputs.of(problem);
        boolean tensor = in.format() != Format.BINARY32;
        Format output = problem.output().equals("lse") ? Format.BINARY32 : in.format();
        return FloatModel.of(output)
                .withAccumulate(Format.BINARY32)
                .withWeights(tensor ? in.format() : Format.BINARY32)
                .withExp(2, tensor ? ExpArgument.BASE2 : ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, in.scaleIsExact() ? 0 : 1, null);
    }

    @Override
    public Run run(Problem problem, int timings) {
        refusal(problem).ifPresent(why -> {
            throw new IllegalArgumentException(name() + ": " + why);
        });
        absence().ifPresent(why -> {
            throw new IllegalStateException(name() + ": " + why);
        });
        AttentionInputs in = AttentionInputs.of(problem);
        Device device = place.device();
        try (AttentionKernels kernels = new AttentionKernels(device, in)) {
            kernels.forward();
            double seconds = Timing.least(device, timings, kernels::forward);
            Tensor out = problem.output().equals("lse") ? kernels.logSumExp() : kernels.output();
            double operations = 2 * in.pairs() * (in.width() + in.valueWidth());
            double bytes = (double) in.query().toBytes().length
                    + in.key().length
                    + in.value().length
                    + (double) in.allHeads()
                            * in.queries()
                            * in.valueWidth()
                            * in.query().type().bytes();
            return new Run(out, seconds, operations, bytes);
        } catch (DeviceException e) {
            throw new IllegalStateException(name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Sample> samples() {
        return AttentionSamples.of(place, FORMATS);
    }

    @Override
    public Optional<Ceilings> ceilings(Format format) {
        return Optional.empty();
    }
}
