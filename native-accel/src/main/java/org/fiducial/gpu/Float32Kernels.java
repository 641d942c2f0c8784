package org.fiducial.gpu;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/** An operator whose kernels take and give binary32. */
abstract class Float32Kernels implements Implementation {
    private final Place place;
    private final String operator;

    Float32Kernels(Place place, String operator) {
        this.place = place;
        this.operator = operator;
    }

    /**
     * A computation that is ready to be started.
     *
     * @param work launches the kernels
     * @param output fetches what they computed
     * @param operations of the definition, a multiply-add counting two
     */
    record Launches(Runnable work, Supplier<Tensor> output, double operations) {}

    abstract Launches prepare(Device device, Allocation memory, Problem problem);

    /** Why the kernels do not compute this, the tensors' formats aside. */
    abstract Optional<String> refuses(Problem problem);

    @Override
    public final String name() {
        return place.prefix() + ":" + operator;
    }

    @Override
    public final String operator() {
        return operator;
    }

    @Override
    public final Optional<String> absence() {
        return place.absence();
    }

    @Override
    public Set<String> outputs() {
        return Set.of("output");
    }

    @Override
    public final Optional<String> refusal(Problem problem) {
        if (!outputs().contains(problem.output())) {
            return Optional.of("output '" + problem.output() + "', expected one of "
                    + String.join(", ", new java.util.TreeSet<>(outputs())));
        }
        for (var e : problem.tensors().entrySet()) {
            if (e.getValue().type().isFloat() && e.getValue().type() != ElementType.F32) {
                return Optional.of(
                        "tensor " + e.getKey() + " is " + e.getValue().type() + ", expected F32");
            }
        }
        return refuses(problem);
    }

    /** binary32 throughout, expf within 2 ulps as CUDA documents, any order of sums; tau, where there is one, correctly rounded. */
    @Override
    public FloatModel declared(Problem problem) {
        return FloatModel.of(Format.BINARY32).withExp(2, ExpArgument.NATURAL).withScale(ScalePlacement.ONCE, 1, null);
    }

    @Override
    public final Run run(Problem problem, int timings) {
        refusal(problem).ifPresent(why -> {
            throw new IllegalArgumentException(name() + ": " + why);
        });
        absence().ifPresent(why -> {
            throw new IllegalStateException(name() + ": " + why);
        });
        Device device = place.device();
        try (Allocation memory = new Allocation(device)) {
            Launches launches = prepare(device, memory, problem);
            launches.work.run();
            double seconds = Timing.least(device, timings, launches.work);
            Tensor out = launches.output.get();
            double bytes = out.toBytes().length;
            for (Tensor t : problem.tensors().values()) {
                bytes += (double) t.elements() * t.type().bytes();
            }
            return new Run(out, seconds, launches.operations, bytes);
        } catch (DeviceException e) {
            throw new IllegalStateException(name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public final Optional<Ceilings> ceilings(Format format) {
        return place == Place.GPU ? Optional.of(MeasuredCeilings.of(place.device(), format)) : Optional.empty();
    }

    final boolean isGpu() {
        return place == Place.GPU;
    }

    /** The problem's tensor of that name. @throws IllegalArgumentException if there is none */
    static Tensor tensor(Problem p, String... names) {
        return AttentionInputs.tensor(p, names);
    }

    /** Blocks of so many threads for so many of them. */
    static int blocks(long count, int threads) {
        return Math.toIntExact((count + threads - 1) / threads);
    }
}
