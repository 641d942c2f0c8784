package org.fiducial.gpu;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;

/** Small attention problems with everything that a kernel can get wrong, and their verdicts. */
final class AttentionProblems {
    private AttentionProblems() {}

    /** Sizes, mask and additions of a problem. */
    record Recipe(
            int heads,
            int keyHeads,
            int queries,
            int keys,
            int width,
            int valueWidth,
            String parameters,
            boolean bias,
            boolean mask) {
        @Override
        public String toString() {
            return heads + "/" + keyHeads + " heads, " + queries + " x " + keys + ", widths " + width + " and "
                    + valueWidth + (parameters.isEmpty() ? "" : ", " + parameters) + (bias ? ", bias" : "")
                    + (mask ? ", mask" : "");
        }

        Problem problem(Format format, String output) {
            SplitMix64 g = new SplitMix64(heads * 31L + queries * 7L + keys + width);
            Map<String, Tensor> t = new HashMap<>();
            t.put("query", AttentionSamples.uniform(g, format, 3, heads, queries, width));
            t.put("key", AttentionSamples.uniform(g, format, 3, keyHeads, keys, width));
            t.put("value", AttentionSamples.uniform(g, format, 1, keyHeads, keys, valueWidth));
            if (bias) {
                t.put("bias", AttentionSamples.uniform(g, format, 2, heads, queries, keys));
            }
            if (mask) {
                boolean[] allowed = new boolean[queries * keys];
                for (int e = 0; e < allowed.length; e++) {
                    // Row 1 has no key at all.
                    allowed[e] = e / keys != 1 && g.nextSymmetric() > -0.4;
                }
                t.put("mask", Tensor.of(allowed, queries, keys));
            }
            if (!output.equals("output") && !output.equals("lse")) {
                t.put("doutput", AttentionSamples.uniform(g, format, 1, heads, queries, valueWidth));
            }
            Map<String, String> p = new TreeMap<>();
            for (String word : parameters.split(" ")) {
                if (!word.isEmpty()) {
                    p.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
                }
            }
            return new Problem(t, p, output);
        }
    }

    static Verdict verdict(Problem p, Tensor candidate, FloatModel model) throws CaseException {
        return CheckedOperator.named("softmax-attention")
                .read(p.tensors(), p.parameters())
                .check(
                        candidate,
                        model,
                        CheckOptions.DEFAULT.withOutput(p.output()).withPowerRows(0));
    }

    static Verdict verdict(Implementation implementation, Problem p) throws CaseException {
        return verdict(p, implementation.run(p, 0).output(), implementation.declared(p));
    }
}
