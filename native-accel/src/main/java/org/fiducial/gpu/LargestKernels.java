package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/** The k largest of rows, "scores" [.., n]: the largest first, ties to the smaller index. */
final class LargestKernels extends Float32Kernels {
    private static final int THREADS = 256;

    LargestKernels(Place place) {
        super(place, "top-k");
    }

    @Override
    public Set<String> outputs() {
        return Set.of("indices", "values");
    }

    @Override
    Optional<String> refuses(Problem p) {
        Tensor x = tensor(p, "scores", "x");
        if (x.shape().rank() < 1 || x.elements() == 0 || x.firstNonFinite() >= 0) {
            return Optional.of(x + ", expected finite numbers [.., n], not empty");
        }
        int columns = x.shape().size(-1);
        String k = p.parameters().getOrDefault("k", "none");
        return k.matches("[0-9]{1,9}") && Integer.parseInt(k) >= 1 && Integer.parseInt(k) <= columns
                ? Optional.empty()
                : Optional.of("parameter k is " + k + ", expected 1 to " + columns);
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        Tensor x = tensor(p, "scores", "x");
        int columns = x.shape().size(-1);
        int rows = x.elements() / columns;
        int k = Integer.parseInt(p.parameters().getOrDefault("k", "1"));
        DeviceTensor values = memory.room(4L * rows * k);
        DeviceTensor indices = memory.room(4L * rows * k);
        DeviceTensor scores = memory.copy(x.toBytes());
        Kernel kernel = device.kernel("rows", "largest_of_rows");
        int[] sizes = x.shape().sizes();
        sizes[sizes.length - 1] = k;
        boolean chosen = p.output().equals("indices");
        return new Launches(
                () -> kernel.launch(new Kernel.Grid(rows, 1, THREADS, 8 * 8), scores, values, indices, columns, k),
                () -> Tensor.ofBytes(
                        chosen ? ElementType.I32 : ElementType.F32, (chosen ? indices : values).read(), sizes),
                // One comparison an element, as much as any way of choosing needs.
                x.elements());
    }

    @Override
    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(sample(33, 300, 7, "indices"), sample(9, 1000, 64, "values")));
        if (isGpu()) {
            samples.add(sample(4096, 32768, 16, "indices"));
        }
        return samples;
    }

    private static Sample sample(int rows, int columns, int k, String output) {
        return new Sample(
                rows + " rows of " + columns + ", k = " + k + ", " + output,
                Format.BINARY32,
                () -> new Problem(
                        Map.of(
                                "scores",
                                AttentionSamples.uniform(new SplitMix64(k), Format.BINARY32, 2, rows, columns)),
                        Map.of("k", String.valueOf(k)),
                        output),
                rows <= 1024);
    }
}
