package org.fiducial.oracle.scatterbrain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.fiducial.theory.random.Seed;
import org.fiducial.theory.statistics.NormalDraws;

/** A case and the implementation that gives its outputs. */
record ScatterbrainScene(
        Map<String, Tensor> tensors, Map<String, String> parameters, FloatScatterbrain loops, float[][] w) {
    static ScatterbrainScene of(long seed, int n, int d, int m, boolean causal, boolean hyperbolic, String mistake) {
        NormalDraws g = new NormalDraws(Seed.of(seed).stream());
        float[][] q = FloatScatterbrain.like(n, d, () -> 0.7 * g.next());
        float[][] k = FloatScatterbrain.like(n, d, () -> 0.7 * g.next());
        float[][] v = FloatScatterbrain.like(n, 3, g::next);
        float[][] w = FloatScatterbrain.like(m, d, g::next);
        boolean[][] support = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                support[i][j] = Math.abs(i - j) <= 1 || (3 * i + 5 * j) % 11 == 0;
            }
        }
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(FloatScatterbrain.flat(q), n, d));
        t.put("key", Tensor.of(FloatScatterbrain.flat(k), n, d));
        t.put("value", Tensor.of(FloatScatterbrain.flat(v), n, 3));
        t.put("projections", Tensor.of(FloatScatterbrain.flat(w), m, d));
        t.put("support", Tensor.of(FloatScatterbrain.flat(support), n, n));
        Map<String, String> p = new LinkedHashMap<>();
        p.put("features", hyperbolic ? "hyp" : "plus");
        p.put("causal", causal ? "top-left" : "none");
        float tau = (float) (1 / Math.sqrt(d));
        return new ScatterbrainScene(
                t, p, new FloatScatterbrain(q, k, v, support, causal, hyperbolic, tau, mistake), w);
    }

    Verdict check(String output, float[][] candidate) throws CaseException {
        CheckedOperator.Case c = CheckedOperator.named("scatterbrain").read(tensors, parameters);
        return c.check(
                Tensor.of(FloatScatterbrain.flat(candidate), candidate.length, candidate[0].length),
                FloatModel.of(Format.BINARY32),
                CheckOptions.DEFAULT.withOutput(output));
    }
}
