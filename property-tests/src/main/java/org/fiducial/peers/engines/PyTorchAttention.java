package org.fiducial.peers.engines;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.fiducial.number.Format;
import org.fiducial.peers.AttentionOutput;
import org.fiducial.peers.AttentionProblem;
import org.fiducial.peers.DeclaredModel;
import org.fiducial.peers.InputGradients;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's {@code scaled_dot_product_attention} on the CPU with one thread, forward and by autograd backward. Rows without allowed keys are
 * 0 there, as in (D5).
 */
public final class PyTorchAttention extends LoadedEngine {
    @Override
    public String name() {
        return "PyTorch";
    }

    /** Release, and the vector instructions that it dispatches to here as it names them: AVX512, AVX2 or DEFAULT. */
    @Override
    String loadedVersion() {
        String presets = torch.class.getPackage().getImplementationVersion();
        String release = presets == null ? "of unknown version" : presets.replaceFirst("-.*", "");
        return release + " (" + torch.get_cpu_capability().getString() + ")";
    }

    @Override
    void load() {
        torch.set_num_threads(1);
    }

    @Override
    public Set<Format> formats() {
        return Set.of(Format.BINARY32, Format.BFLOAT16, Format.BINARY16);
    }

    @Override
    public DeclaredModel declared(AttentionProblem problem, Format format) {
        requireFormat(format);
        return PyTorchModel.of(problem, format);
    }

    @Override
    @SuppressWarnings("try") // The scope is there to free what is made inside it.
    public AttentionOutput run(AttentionProblem problem, Format format) {
        requireFormat(format);
        requirePresent();
        try (PointerScope scope = new PointerScope()) {
            Inputs inputs = Inputs.of(problem.rounded(format), type(format));
            Tensor output = inputs.attention();
            return new AttentionOutput(format, floats(output));
        } catch (RuntimeException e) {
            throw new IllegalStateException(name() + " failed: " + firstLine(e), e);
        }
    }

    @Override
    @SuppressWarnings("try") // The scope is there to free what is made inside it.
    public Optional<InputGradients> gradients(AttentionProblem problem, float[] outputGradient) {
        requirePresent();
        requireFusedKernel(problem);
        AttentionProblem.Shape s = problem.shape();
        if (outputGradient.length != s.outputSize()) {
            throw new IllegalArgumentException(
                    "output gradient of " + outputGradient.length + " values, expected " + s.outputSize());
        }
        try (PointerScope scope = new PointerScope()) {
            Inputs inputs = Inputs.of(problem, ScalarType.Float);
            inputs.query.set_requires_grad(true);
            inputs.key.set_requires_grad(true);
            inputs.value.set_requires_grad(true);
            Tensor gradient = tensor(outputGradient, 1, s.heads(), s.queries(), s.valueWidth());
            inputs.attention().mul(gradient).sum().backward();
            return Optional.of(new InputGradients(
                    floats(inputs.query.grad()), floats(inputs.key.grad()), floats(inputs.value.grad())));
        } catch (RuntimeException e) {
            throw new IllegalStateException(name() + " failed: " + firstLine(e), e);
        }
    }

    private record Inputs(
            Tensor query,
            Tensor key,
            Tensor value,
            MaskTensor mask,
            @Nullable Tensor maskTensor,
            AttentionProblem p) {
        static Inputs of(AttentionProblem p, ScalarType type) {
            AttentionProblem.Shape s = p.shape();
            MaskTensor mask = MaskTensor.of(p);
            Tensor maskTensor = null;
            if (mask.allowed() != null) {
                maskTensor = tensor(mask.allowed(), 1, mask.heads(), s.queries(), s.keys());
            } else if (mask.added() != null) {
                maskTensor = tensor(mask.added(), 1, mask.heads(), s.queries(), s.keys())
                        .to(type);
            }
            return new Inputs(
                    tensor(p.query(), 1, s.heads(), s.queries(), s.width()).to(type),
                    tensor(p.key(), 1, s.keyHeads(), s.keys(), s.width()).to(type),
                    tensor(p.value(), 1, s.keyHeads(), s.keys(), s.valueWidth()).to(type),
                    mask,
                    maskTensor,
                    p);
        }

        Tensor attention() {
            return torch.scaled_dot_product_attention(
                    query,
                    key,
                    value,
                    maskTensor == null ? new TensorOptional() : new TensorOptional(maskTensor),
                    0.0,
                    mask.causalFlag(),
                    p.scale() == null ? new DoubleOptional() : new DoubleOptional(p.scale()),
                    p.shape().heads() != p.shape().keyHeads());
        }
    }

    /** Gradients are declared for the fused kernel alone, which PyTorch leaves for another algorithm where the widths differ. */
    private static void requireFusedKernel(AttentionProblem problem) {
        AttentionProblem.Shape s = problem.shape();
        if (s.width() != s.valueWidth()) {
            throw new IllegalArgumentException("values of width " + s.valueWidth() + " with keys of width " + s.width()
                    + ", expected equal widths for PyTorch's fused kernel");
        }
    }

    private static ScalarType type(Format format) {
        if (format == Format.BFLOAT16) {
            return ScalarType.BFloat16;
        }
        return format == Format.BINARY16 ? ScalarType.Half : ScalarType.Float;
    }

    /** A tensor of its own memory with these values. */
    private static Tensor tensor(float[] values, long... shape) {
        try (FloatPointer pointer = new FloatPointer(values)) {
            return torch.from_blob(pointer, shape, new TensorOptions(ScalarType.Float))
                    .clone();
        }
    }

    private static Tensor tensor(boolean[] values, long... shape) {
        try (BoolPointer pointer = new BoolPointer(values.length)) {
            for (int i = 0; i < values.length; i++) {
                pointer.put(i, values[i]);
            }
            return torch.from_blob(pointer, shape, new TensorOptions(ScalarType.Bool))
                    .clone();
        }
    }

    private static float[] floats(Tensor tensor) {
        Tensor plain = tensor.detach().to(ScalarType.Float).contiguous();
        float[] values = new float[Math.toIntExact(plain.numel())];
        new FloatPointer(plain.data_ptr_float()).get(values);
        return values;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
