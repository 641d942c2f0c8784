package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.block.FusedAttention;
import org.fiducial.gpu.AttentionProblems.Recipe;
import org.fiducial.number.Format;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.tensor.Tensor;

/** Run by {@link DriverTest} in a process of its own: the same problems through CUDA's driver and through the host build. */
final class DriverRun {
    private DriverRun() {}

    public static void main(String[] args) {
        if (CudaDevice.absence().isPresent()) {
            throw new IllegalStateException(CudaDevice.absence().orElse(""));
        }
        // The process's only word; streams belong to the command line elsewhere.
        System.out.println(args[0].equals("image") ? image() : all());
    }

    /** What one family was loaded from, and that it computes. */
    private static String image() {
        CudaDevice device = (CudaDevice) Place.GPU.device();
        String image;
        try {
            image = device.image("attention_forward");
        } catch (DeviceException e) {
            return String.valueOf(e.getMessage());
        }
        Recipe recipe = new Recipe(2, 1, 9, 11, 8, 8, "causal=bottom-right", false, false);
        compare(softmax(Place.GPU), softmax(Place.HOST), recipe.problem(Format.BINARY32, "output"));
        return "attention_forward as " + image + " gives the same";
    }

    private static String all() {
        int same = 0;
        Recipe recipe = new Recipe(4, 2, 33, 97, 16, 24, "causal=top-left key-length=80", true, true);
        for (String output : List.of("output", "lse")) {
            same += compare(softmax(Place.GPU), softmax(Place.HOST), recipe.problem(Format.BINARY32, output));
        }
        Recipe plain = new Recipe(2, 1, 70, 131, 33, 20, "causal=bottom-right", false, false);
        same += compare(softmax(Place.GPU), softmax(Place.HOST), plain.problem(Format.BINARY64, "output"));
        for (Implementation.Sample s : new ScanKernels(Place.HOST).samples()) {
            same += compare(
                    new ScanKernels(Place.GPU),
                    new ScanKernels(Place.HOST),
                    s.problem().get());
        }
        for (Implementation.Sample s : new ScatterbrainKernels(Place.HOST).samples()) {
            same += compare(
                    new ScatterbrainKernels(Place.GPU),
                    new ScatterbrainKernels(Place.HOST),
                    s.problem().get());
        }
        same += enclosures();
        if (FusedAttention.present().isEmpty()) {
            throw new IllegalStateException("the oracle does not find the device");
        }
        refusals();
        Place.GPU.device().close();
        return "same: " + same + " on " + Place.GPU.device().name();
    }

    private static Implementation softmax(Place place) {
        return new SoftmaxAttentionKernels(place);
    }

    private static int compare(Implementation gpu, Implementation host, Problem p) {
        Implementation.Run run = gpu.run(p, 2);
        Tensor expected = host.run(p, 0).output();
        if (!run.output().equals(expected)) {
            throw new IllegalStateException(gpu.name() + " differs from " + host.name());
        }
        if (!(run.seconds() > 0)) {
            throw new IllegalStateException("no time: " + run.seconds());
        }
        return 1;
    }

    private static int enclosures() {
        double[] x = new double[20 * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.sin(i);
        }
        FusedAttention.Head head = new FusedAttention.Head(x, x, x, 20, 20, 3, 3, 0.5, new int[20], all(20, 20));
        FusedAttention.Output gpu = new BallAttention(Place.GPU).attend(head);
        FusedAttention.Output host = new BallAttention(Place.HOST).attend(head);
        if (!java.util.Arrays.equals(gpu.output(), host.output())) {
            throw new IllegalStateException("enclosures differ");
        }
        return 1;
    }

    private static int[] all(int n, int value) {
        int[] x = new int[n];
        java.util.Arrays.fill(x, value);
        return x;
    }

    /** Everything the driver says no to becomes an exception with the call's name. */
    private static void refusals() {
        Device device = Place.GPU.device();
        List<Runnable> wrong = new ArrayList<>();
        wrong.add(() -> device.kernel("attention_forward", "no_such_kernel"));
        wrong.add(() ->
                device.kernel("scan", "scan_carry").launch(new Kernel.Grid(1, 1, 32, 300 * 1024), Kernel.Pointer.NONE));
        for (Runnable r : wrong) {
            try {
                r.run();
            } catch (DeviceException e) {
                continue;
            }
            throw new IllegalStateException("a refusal of the driver went unseen");
        }
    }
}
