package org.fiducial.peers.engines;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.fiducial.number.Format;
import org.fiducial.peers.AttentionOutput;
import org.fiducial.peers.AttentionProblem;
import org.fiducial.peers.DeclaredModel;

/**
 * ONNX Runtime's operator Attention of ai.onnx, opset 23, on its CPU provider with one thread and otherwise default options. Rows without
 * allowed keys are not empty there: the engine masks with a finite number, so they come out as a mean (sheet softmax-attention C14).
 */
public final class OnnxRuntimeAttention extends LoadedEngine {
    private static final int OPSET = 23;

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    String loadedVersion() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    void load() {
        OrtEnvironment.getEnvironment();
    }

    @Override
    public Set<Format> formats() {
        return Set.of(Format.BINARY32, Format.BINARY16);
    }

    @Override
    public DeclaredModel declared(AttentionProblem problem, Format format) {
        requireFormat(format);
        return OnnxRuntimeModel.of(problem, format);
    }

    @Override
    public AttentionOutput run(AttentionProblem problem, Format format) {
        requireFormat(format);
        requirePresent();
        AttentionProblem p = problem.rounded(format);
        AttentionProblem.Shape s = p.shape();
        MaskTensor mask = MaskTensor.of(p);
        int type = format == Format.BINARY32 ? OnnxModel.FLOAT : OnnxModel.FLOAT16;
        OnnxModel model = new OnnxModel("Attention", OPSET);
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            long[] queryShape = {1, s.heads(), s.queries(), s.width()};
            long[] keyShape = {1, s.keyHeads(), s.keys(), s.width()};
            long[] valueShape = {1, s.keyHeads(), s.keys(), s.valueWidth()};
            long[] maskShape = {1, mask.heads(), s.queries(), s.keys()};
            model.input("query", type, queryShape).input("key", type, keyShape).input("value", type, valueShape);
            inputs.put("query", tensor(environment, p.query(), queryShape, format));
            inputs.put("key", tensor(environment, p.key(), keyShape, format));
            inputs.put("value", tensor(environment, p.value(), valueShape, format));
            if (mask.allowed() != null) {
                model.input("mask", OnnxModel.BOOL, maskShape);
                inputs.put("mask", tensor(environment, mask.allowed(), maskShape));
            } else if (mask.added() != null) {
                model.input("mask", type, maskShape);
                inputs.put("mask", tensor(environment, mask.added(), maskShape, format));
            }
            model.attribute("is_causal", mask.causalFlag() ? 1 : 0);
            if (p.scale() != null) {
                model.attribute("scale", p.scale());
            }
            model.output("output", type, 1, s.heads(), s.queries(), s.valueWidth());
            return new AttentionOutput(format, evaluate(environment, model.bytes(), inputs, format));
        } catch (OrtException e) {
            throw new IllegalStateException(name() + " failed: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static float[] evaluate(
            OrtEnvironment environment, byte[] model, Map<String, OnnxTensor> inputs, Format format)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options);
                    OrtSession.Result result = session.run(inputs)) {
                OnnxTensor output = (OnnxTensor) result.get(0);
                if (format == Format.BINARY32) {
                    FloatBuffer values = output.getFloatBuffer();
                    float[] copy = new float[values.remaining()];
                    values.get(copy);
                    return copy;
                }
                ShortBuffer codes =
                        output.getByteBuffer().order(ByteOrder.nativeOrder()).asShortBuffer();
                float[] values = new float[codes.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) format.toDouble(codes.get() & 0xffff);
                }
                return values;
            }
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, float[] values, long[] shape, Format format)
            throws OrtException {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * format.bits() / 8).order(ByteOrder.nativeOrder());
        if (format == Format.BINARY32) {
            return OnnxTensor.createTensor(
                    environment, bytes.asFloatBuffer().put(values).rewind(), shape);
        }
        ShortBuffer codes = bytes.asShortBuffer();
        for (float value : values) {
            codes.put((short) format.encode(value));
        }
        return OnnxTensor.createTensor(environment, codes.rewind(), shape, OnnxJavaType.FLOAT16);
    }

    private static OnnxTensor tensor(OrtEnvironment environment, boolean[] values, long[] shape) throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length).order(ByteOrder.nativeOrder());
        for (boolean value : values) {
            bytes.put((byte) (value ? 1 : 0));
        }
        return OnnxTensor.createTensor(environment, bytes.rewind(), shape, OnnxJavaType.BOOL);
    }
}
