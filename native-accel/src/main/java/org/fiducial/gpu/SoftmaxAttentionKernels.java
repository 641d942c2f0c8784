package org.fiducial.gpu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.tensor.Tensor;

/** Softmax attention by the tiled kernels, sheet softmax-attention (D1)-(D11). */
final class SoftmaxAttentionKernels implements Implementation {
    private static final List<Format> FORMATS =
            List.of(Format.BINARY32, Format.BINARY16, Format.BFLOAT16, Format.BINARY64);

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
        return Set.of("output", "lse", "dquery", "dkey", "dvalue");
    }

    @Override
    public Optional<String> refusal(Problem problem) {
        if (!outputs().contains(problem.output())) {
            return Optional.of("output '" + problem.output() + "', expected one of "
                    + String.join(", ", new java.util.TreeSet<>(outputs())));
        }
        Optional<String> refusal = AttentionInputs.refusal(problem, FORMATS);
        if (refusal.isEmpty()
                && !problem.output().equals("output")
                && AttentionInputs.tensor(problem, "query", "q").type().format() == Format.BINARY64) {
            return Optional.of("output '" + problem.output() + "' in binary64, expected output");
        }
        if (refusal.isPresent() || !problem.output().startsWith("d")) {
            return refusal;
        }
        Tensor g = problem.tensors().get("doutput");
        if (g == null) {
            return Optional.of("tensor doutput is missing from the case");
        }
        return g.type() == AttentionInputs.tensor(problem, "query", "q").type()
                ? Optional.empty()
                : Optional.of("doutput is " + g.type() + ", expected the format of the queries");
    }

    /**
     * What the sources round (the heads of the .cu files). CUDA documents expf, exp2f and logf within 2 ulps, the host's C library within 1.
     * Sums of a tensor core are taken to be those of binary32 in some order: what the hardware does is not documented.
     */
    @Override
    public FloatModel declared(Problem problem) {
        AttentionInputs in = AttentionInputs.of(problem);
        SumOrder tiles = new SumOrder(SumOrder.Kind.TILES, 64);
        if (in.format() == Format.BINARY64) {
            // The oracle's own exponential, within 1.75 u; weights below e^-708 become that.
            return FloatModel.of(Format.BINARY64)
                    .withExp(0.875, ExpArgument.NATURAL)
                    .withScale(ScalePlacement.ONCE, in.scaleRoundings(), null)
                    .withSum(tiles)
                    .withFlushToZero(true);
        }
        boolean tensor = in.format() != Format.BINARY32;
        boolean tiled = !tensor && !problem.output().startsWith("d");
        Format output = problem.output().equals("lse") ? Format.BINARY32 : in.format();
        return FloatModel.of(output)
                .withAccumulate(Format.BINARY32)
                .withWeights(tensor ? in.format() : Format.BINARY32)
                .withExp(2, tensor ? ExpArgument.BASE2 : ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, in.scaleRoundings(), null)
                .withSum(tiled ? tiles : SumOrder.ANY);
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
            String output = problem.output();
            boolean forward = output.equals("output") || output.equals("lse");
            Runnable work = forward ? kernels::forward : () -> kernels.backward(output.equals("dquery"));
            work.run();
            double seconds = Timing.least(device, timings, work);
            Tensor out =
                    switch (output) {
                        case "output" -> kernels.output();
                        case "lse" -> kernels.logSumExp();
                        default -> kernels.gradient(output);
                    };
            return new Run(out, seconds, in.operations(output), in.bytes() + out.toBytes().length);
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
        return place == Place.GPU ? Optional.of(MeasuredCeilings.of(place.device(), format)) : Optional.empty();
    }
}
