package org.fiducial.generators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.tensor.Tensor;

/** The oracle takes every drawn case; a right output never violates its envelope, a wrong one never conforms. */
class DrawnCasesTest {
    private static final CheckedOperator SOFTMAX = CheckedOperator.all().stream()
            .filter(o -> o.description().name().equals("softmax-attention"))
            .findFirst()
            .orElseThrow();

    /** Softmax attention in binary64 as one writes it, empty rows 0: far more exact than binary32. */
    private static double[] output(AttentionInputs a) {
        int n = a.queries();
        int m = a.keys();
        int dv = a.value().columns();
        double[] out = new double[n * dv];
        for (int i = 0; i < n; i++) {
            double[] logit = new double[m];
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                for (int c = 0; c < a.width(); c++) {
                    logit[j] += a.query().get(i, c) * a.key().get(j, c);
                }
                logit[j] = logit[j] * a.scale().toDouble()
                        + (a.bias() == null ? 0 : a.bias().get(i, j));
                largest = a.allowed().allows(i, j) ? Math.max(largest, logit[j]) : largest;
            }
            double sum = 0;
            for (int j = 0; j < m; j++) {
                double w = a.allowed().allows(i, j) ? Math.exp(logit[j] - largest) : 0;
                sum += w;
                for (int c = 0; c < dv; c++) {
                    out[i * dv + c] += w * a.value().get(j, c);
                }
            }
            for (int c = 0; c < dv && sum > 0; c++) {
                out[i * dv + c] /= sum;
            }
        }
        return out;
    }

    private static Outcome check(CheckedOperator.Case read, double[] out, int... sizes) throws CaseException {
        return read.check(
                        Tensor.rounded(Format.BINARY32, out, sizes),
                        FloatModel.of(Format.BINARY32),
                        CheckOptions.DEFAULT.withPowerRows(0))
                .verdict();
    }

    @Property(tries = 150)
    void rightAndWrongOutputs(
            @ForAll @Drawn(formats = {"binary32", "tf32", "binary16", "bfloat16", "e4m3", "e5m2"}) AttentionInputs a)
            throws CaseException {
        CheckedOperator.Case read = SOFTMAX.read(a.tensors(), a.parameters());
        int n = a.queries();
        int dv = a.value().columns();
        double[] out = output(a);
        Outcome right = check(read, out, n, dv);
        assertNotEquals(Outcome.VIOLATES, right, a::toString);
        Statistics.label("right").collect(right);
        Statistics.label("right").coverage(c -> c.check(Outcome.CONFORMS).percentage(p -> p > 80));
        // Every output is a mean of values, so this is further away than all of them.
        double far = 1;
        for (double v : a.value().values()) {
            far += 4 * Math.abs(v);
        }
        out[n * dv - 1] += far;
        assertEquals(Outcome.VIOLATES, check(read, out, n, dv), a::toString);
    }

    @Property(tries = 50)
    void everyFormatAndGroupedHeads(@ForAll AttentionInputs a, @ForAll GroupedAttentionInputs g) throws CaseException {
        assertEquals(a.queries(), SOFTMAX.read(a.tensors(), a.parameters()).rows());
        CheckedOperator.Case read = SOFTMAX.read(g.tensors(), g.parameters());
        int n = g.query().get(0).rows();
        int dv = g.value().get(0).columns();
        assertEquals((long) g.queryHeads() * n, read.rows());
        if (g.format() != Format.BINARY64) {
            double[] out = new double[g.queryHeads() * n * dv];
            for (int h = 0; h < g.queryHeads(); h++) {
                System.arraycopy(output(g.head(h)), 0, out, h * n * dv, n * dv);
            }
            assertNotEquals(Outcome.VIOLATES, check(read, out, g.queryHeads(), n, dv), g::toString);
        }
        Map<String, Tensor> tensors = g.tensors();
        assertEquals(
                g.keyHeads(),
                tensors.getOrDefault("key", Tensor.of(new double[0], 0)).shape().size(0));
    }
}
