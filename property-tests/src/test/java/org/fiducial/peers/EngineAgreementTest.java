package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.junit.jupiter.api.Test;

/** Engines against attention in binary64: that masks, heads, bias and scale mean there what they mean here. */
class EngineAgreementTest {
    /**
     * A crude bound from claim C12 with every sum sequential: with logits of magnitude at most S, spread at most 2S and values in [-1, 1],
     * tanh(omega/4) R <= omega, omega = 2 Theta, Theta <= (d+3)u S + u 2S + 2E, plus rho <= 3(m+4)u + u_P, and u_o.
     */
    private static double bound(AttentionProblem p, Format format) {
        double u = 0x1p-24;
        double logits = 0;
        AttentionProblem.Shape s = p.shape();
        for (int h = 0; h < s.heads(); h++) {
            for (int i = 0; i < s.queries(); i++) {
                for (int j = 0; j < s.keys(); j++) {
                    double sigma = 0;
                    for (int l = 0; l < s.width(); l++) {
                        sigma += Math.abs(p.query()[(h * s.queries() + i) * s.width() + l]
                                * p.key()[(s.keyHead(h) * s.keys() + j) * s.width() + l]);
                    }
                    logits = Math.max(logits, sigma * p.scaleOrDefault() + Math.abs(p.bias(h, i, j)));
                }
            }
        }
        double exp = 2 * u * (format == Format.BINARY32 ? 6 : 986);
        double stored = format == Format.BINARY32 ? 0 : format.unitRoundoff();
        // Binary16 engines may also store the logits.
        double logitStore = format == Format.BINARY16 ? stored * logits : 0;
        double theta = (s.width() + 3) * u * logits + 2 * u * logits + 2 * exp + logitStore;
        return 1.1 * (2 * theta + 3 * (s.keys() + 4) * u + 2 * stored);
    }

    private static List<AttentionProblem> problems() {
        SplitMix64 g = new SplitMix64(11);
        List<AttentionProblem> list = new ArrayList<>();
        AttentionProblem square =
                DemoCase.causal(1, AttentionProblem.Shape.of(2, 40, 40, 16)).problem();
        list.add(square);
        list.add(square.withMask(AttentionMask.NONE));
        list.add(square.withMask(AttentionMask.NONE.withWindow(5, 2, CausalAlignment.TOP_LEFT)));
        AttentionProblem wide =
                DemoCase.causal(2, AttentionProblem.Shape.of(2, 17, 33, 8)).problem();
        list.add(wide);
        list.add(wide.withMask(AttentionMask.causal(CausalAlignment.BOTTOM_RIGHT)));
        list.add(DemoCase.causal(3, AttentionProblem.Shape.of(1, 33, 17, 8)).problem());
        list.add(DemoCase.causal(4, new AttentionProblem.Shape(6, 2, 20, 20, 16, 16))
                .problem());
        BitSet padded = new BitSet();
        padded.set(3, 9);
        list.add(wide.withMask(AttentionMask.NONE.withPadded(padded)));
        for (int size : new int[] {17 * 33, 2 * 17 * 33}) {
            float[] bias = new float[size];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = 3 * g.nextSymmetric();
            }
            list.add(wide.withBias(bias).withScale(0.3f));
        }
        list.add(DemoCase.causal(5, AttentionProblem.Shape.of(1, 3, 1100, 32))
                .problem()
                .withMask(AttentionMask.NONE));
        return list;
    }

    private static double worst(AttentionImplementation engine, AttentionProblem problem, Format format) {
        AttentionProblem p = problem.rounded(format);
        double[] exact = DoubleReference.output(p);
        float[] output = engine.run(p, format).values();
        assertEquals(exact.length, output.length);
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
            double error = Math.abs(output[i] - exact[i]);
            assertFalse(Double.isNaN(error), engine.name() + " returned NaN");
            worst = Math.max(worst, error);
        }
        return worst;
    }

    @Test
    void everyEngineComputesEveryKindOfProblemInEveryFormat() {
        for (AttentionImplementation engine : EngineSource.all()) {
            for (Format format : engine.formats()) {
                List<AttentionProblem> problems = problems();
                for (int k = 0; k < problems.size(); k++) {
                    AttentionProblem p = problems.get(k);
                    double worst = worst(engine, p, format);
                    double bound = bound(p.rounded(format), format);
                    assertTrue(
                            worst <= bound,
                            engine.name() + " in " + format + " on problem " + k + " errs by " + worst
                                    + ", expected at most " + bound);
                }
            }
        }
    }

    @Test
    void theMaskOffByOneIsFarOutside() {
        AttentionProblem p = problems().get(0);
        for (AttentionImplementation engine : EngineSource.all()) {
            assertTrue(worst(new MaskOffByOne(engine), p, Format.BINARY32) > 1000 * bound(p, Format.BINARY32));
        }
        assertThrows(IllegalArgumentException.class, () -> new MaskOffByOne(new StandIn())
                .run(p.withMask(AttentionMask.NONE), Format.BINARY32));
    }

    @Test
    void sixteenBitOutputsAreCodesOfTheirFormat() {
        AttentionProblem p = problems().get(0);
        for (AttentionImplementation engine : EngineSource.all()) {
            for (Format format : engine.formats()) {
                if (format.bits() == 16) {
                    AttentionOutput output = engine.run(p, format);
                    short[] codes = output.codes();
                    for (int i = 0; i < codes.length; i++) {
                        assertEquals(output.values()[i], format.toDouble(codes[i] & 0xffff));
                    }
                }
            }
        }
    }

    @Test
    void unsupportedFormatsAreRefusedInOneLine() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new StandIn()
                .run(problems().get(0), Format.E4M3));
        assertEquals("built-in float32 does not compute in E4M3, expected one of [BINARY32]", e.getMessage());
    }
}
