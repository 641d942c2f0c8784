package org.fiducial.generators;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;

/** Drawn inputs as the tensors of a case file. */
final class CaseTensors {
    private CaseTensors() {}

    static Map<String, Tensor> of(AttentionInputs inputs) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("query", matrix(inputs.format(), inputs.query()));
        tensors.put("key", matrix(inputs.format(), inputs.key()));
        tensors.put("value", matrix(inputs.format(), inputs.value()));
        if (inputs.bias() != null) {
            tensors.put("bias", matrix(inputs.format(), inputs.bias()));
        }
        tensors.put(
                "mask",
                mask(
                        inputs.allowed(),
                        inputs.allowed().queries(),
                        inputs.allowed().keys()));
        return tensors;
    }

    static Map<String, Tensor> of(GroupedAttentionInputs inputs) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("query", heads(inputs.format(), inputs.query()));
        tensors.put("key", heads(inputs.format(), inputs.key()));
        tensors.put("value", heads(inputs.format(), inputs.value()));
        AllowedKeys allowed = inputs.allowed();
        tensors.put("mask", mask(allowed, 1, allowed.queries(), allowed.keys()));
        return tensors;
    }

    /** Drawn scales are binary64 numbers or 1/sqrt(d). */
    static Map<String, String> parameters(Scale scale) {
        String text = scale.radicand() == 1 ? scale.factor().toBigDecimal().toPlainString() : "rsqrt(d)";
        return Map.of("scale", text);
    }

    private static Format stored(Format format) {
        return format == Format.TF32 ? Format.BINARY32 : format;
    }

    private static Tensor matrix(Format format, Matrix x) {
        return Tensor.exactly(stored(format), x.values(), x.rows(), x.columns());
    }

    private static Tensor heads(Format format, List<Matrix> heads) {
        int rows = heads.get(0).rows();
        int columns = heads.get(0).columns();
        double[] all = new double[heads.size() * rows * columns];
        for (int h = 0; h < heads.size(); h++) {
            System.arraycopy(heads.get(h).values(), 0, all, h * rows * columns, rows * columns);
        }
        return Tensor.exactly(stored(format), all, heads.size(), rows, columns);
    }

    private static Tensor mask(AllowedKeys allowed, int... sizes) {
        boolean[] flags = new boolean[allowed.queries() * allowed.keys()];
        for (int e = 0; e < flags.length; e++) {
            flags[e] = allowed.allows(e / allowed.keys(), e % allowed.keys());
        }
        return Tensor.of(flags, sizes);
    }
}
