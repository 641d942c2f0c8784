package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.emulated.EmulatedMatrices;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Check;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.attention.BackwardRounding;
import org.fiducial.theory.attention.ForwardRounding;
import org.fiducial.theory.random.RandomStream;

/** Claim C13: backward passes emulated rounding by rounding in binary32, Delta from the stored output, against the closed bounds. */
final class BackwardEmulation {
    private static final double TIGHTNESS = 0.05;

    private BackwardEmulation() {}

    static List<Part> parts() {
        return List.of(Part.of("emulated backward passes", EvidenceKind.CERTIFIED, Pass.class, v -> check(v, 1))
                .with(Mutant.refuted("bound times 0.05", check(Pass.STATEMENT, 0.99 * TIGHTNESS))));
    }

    private enum Pass {
        STATEMENT,
        DELTA_MISSING,
        SCALE_FORGOTTEN,
        GRADIENT_ROUNDED_TO_BFLOAT16,
        WEIGHTS_OF_A_COARSE_EXPONENTIAL
    }

    private static Check check(Pass v, double factor) {
        return run -> ErrorRatios.of(
                run,
                run.effort().of(32, 400, 4000),
                factor,
                TIGHTNESS,
                (c, random, ratios) -> one(v, c, random, ratios));
    }

    private static void one(Pass v, int c, RandomStream random, ErrorRatios ratios) {
        FloatScene s = FloatScene.of(random, c, Format.BINARY32);
        AllowedKeys allowed = AllowedKeys.all(s.queries(), s.keys());
        FloatModel model = FloatModel.of(Format.BINARY32);
        SummationOrder order = c % 2 == 0 ? SummationOrder.sequential() : SummationOrder.randomTree(random.bits());
        double ulps = v == Pass.WEIGHTS_OF_A_COARSE_EXPONENTIAL ? 400 : 2;
        EmulatedMatrices a = new EmulatedMatrices(new EmulatedReals(
                Format.BINARY32, EmulatedOptions.usual().withOrder(order).withFunctionUlps(ulps, random.bits())));
        BigBalls x = new BigBalls(160);
        Grid<Ball> logits = SoftmaxAttention.logits(x, x.literal(s.query()), x.literal(s.key()), s.tau(), null);
        Grid<Ball> weights = x.softmaxRows(logits, allowed);
        Grid<Ball> output = x.matmul(weights, x.literal(s.value()));
        AttentionGradients<Grid<Ball>> exact = AttentionGradients.of(
                x,
                x.literal(s.query()),
                x.literal(s.key()),
                x.literal(s.value()),
                s.tau(),
                allowed,
                weights,
                output,
                x.literal(s.gradient()),
                null);
        ForwardRounding forward =
                ForwardRounding.of(s.query(), s.key(), s.value(), null, s.tau(), allowed, x.enclosures(logits), model);
        Enclosures products = x.enclosures(x.matmul(x.literal(s.gradient()), x.transpose(x.literal(s.value()))));
        BackwardRounding bounds = new BackwardRounding(s.key(), s.value(), s.tau(), model, s.queries());
        double[] dQuery = bounds.add(
                s.query(),
                s.gradient(),
                allowed,
                forward,
                x.enclosures(weights),
                products,
                x.enclosures(exact.delta()),
                x.enclosures(output),
                forward.output());
        AttentionGradients<Grid<Double>> computed = computed(v, a, s, allowed);
        ratios.add("dQ", x, exact.query(), (i, j) -> a.get(computed.query(), i, j), dQuery);
        ratios.add("dK", x, exact.key(), (i, j) -> a.get(computed.key(), i, j), bounds.key());
        ratios.add("dV", x, exact.value(), (i, j) -> a.get(computed.value(), i, j), bounds.value());
    }

    private static AttentionGradients<Grid<Double>> computed(
            Pass v, EmulatedMatrices a, FloatScene s, AllowedKeys allowed) {
        Grid<Double> q = a.literal(s.query());
        Grid<Double> k = a.literal(s.key());
        Grid<Double> value = a.literal(s.value());
        Grid<Double> g = a.literal(s.gradient());
        if (v == Pass.GRADIENT_ROUNDED_TO_BFLOAT16) {
            g = a.store(g, Format.BFLOAT16);
        }
        Grid<Double> p = a.softmaxRows(SoftmaxAttention.logits(a, q, k, s.tau(), null), allowed);
        Grid<Double> o = a.matmul(p, value);
        AttentionGradients<Grid<Double>> d = AttentionGradients.of(
                a, q, k, value, s.tau(), allowed, p, v == Pass.DELTA_MISSING ? a.subtract(o, o) : o, g, null);
        return v == Pass.SCALE_FORGOTTEN
                ? new AttentionGradients<>(a.matmul(d.logits(), k), d.key(), d.value(), d.logits(), d.delta())
                : d;
    }
}
