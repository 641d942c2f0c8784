package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.tensor.Tensor;

/** A launch of a kernel of the binary32 tile family: softmax attention with something added. */
final class TileArguments {
    private TileArguments() {}

    /**
     * The launch of {@code PREFIX_64}, {@code _128} or {@code _256}.
     *
     * @param own what the kernel takes between the log-sum-exp and the common arguments
     */
    static Float32Kernels.Launches launch(
            Device device, Allocation memory, String family, String prefix, Problem attention, Object... own) {
        AttentionInputs in = AttentionInputs.of(attention);
        DeviceTensor out = memory.room(4L * in.allHeads() * in.queries() * in.valueWidth());
        List<Object> all = new ArrayList<>(List.of(
                memory.copy(in.query().toBytes()),
                memory.copy(in.key()),
                memory.copy(in.value()),
                out,
                memory.room(4L * in.allHeads() * in.queries())));
        all.addAll(List.of(own));
        all.addAll(List.of(in.shared(memory)));
        int columns = in.valueWidth() <= 64 ? 64 : in.valueWidth() <= 128 ? 128 : 256;
        Kernel kernel = device.kernel(family, prefix + "_" + columns);
        Kernel.Grid grid = new Kernel.Grid((in.queries() + 63) / 64, in.allHeads(), 256, 4 * (2 * 64 * 36 + 64 * 68));
        int[] sizes = in.query().shape().sizes();
        sizes[sizes.length - 1] = in.valueWidth();
        return new Float32Kernels.Launches(
                () -> kernel.launch(grid, all.toArray()),
                () -> Tensor.ofBytes(in.query().type(), out.read(), sizes),
                in.operations("output"));
    }
}
