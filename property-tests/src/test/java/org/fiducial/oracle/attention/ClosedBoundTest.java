package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.fiducial.arithmetic.block.SlicedBlock;
import org.fiducial.arithmetic.block.SlicedBlocks;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.attention.ForwardRounding;
import org.junit.jupiter.api.Test;

/** C12: the check takes the smaller of the closed bound and of the model's interpretation of the text, and each is the smaller one somewhere. */
class ClosedBoundTest {
    @Test
    void softmaxAttentionC12TheSmallerOfTheTwoBoundsStands() throws Exception {
        SlicedBlocks engine = new SlicedBlocks();
        int closedSmaller = 0;
        int modelSmaller = 0;
        for (long seed = 1; seed <= 300; seed++) {
            DrawnCheck drawn = new DrawnCheck(seed);
            AttentionHead head = ((AttentionCase) drawn.asCase()).head(0);
            int[] rows = IntStream.range(0, head.queries()).toArray();
            RowEnvelope r;
            ForwardRounding closed;
            try {
                r = new ForwardEnvelope<>(engine, head, drawn.model).output(rows);
                closed = closed(engine, head, drawn);
            } catch (ArithmeticException beyondTheEngine) {
                continue;
            }
            for (int e = 0; e < r.bound().length; e++) {
                if (head.allowed().count(e / r.columns()) > 0) {
                    double size = Math.abs(r.mid()[e]) + r.radius()[e];
                    double b = ForwardRounding.stored(closed.output()[e], size, drawn.model.output(), drawn.model);
                    assertTrue(r.bound()[e] <= b, "seed " + seed + ": " + r.bound()[e] + " > " + b);
                    closedSmaller += r.closed()[e] ? 1 : 0;
                    modelSmaller += r.bound()[e] < b ? 1 : 0;
                }
            }
        }
        assertTrue(closedSmaller > 100 && modelSmaller > 100, closedSmaller + " and " + modelSmaller);
    }

    private static ForwardRounding closed(SlicedBlocks engine, AttentionHead head, DrawnCheck drawn) {
        SlicedBlock logits = SoftmaxAttention.logits(
                engine,
                engine.literal(head.query()),
                engine.literal(head.key()),
                head.tau(),
                head.bias() == null ? null : engine.literal(head.bias()));
        return ForwardRounding.of(
                head.query(),
                head.key(),
                head.value(),
                head.bias(),
                head.tau(),
                head.allowed(),
                engine.enclosures(logits),
                drawn.model);
    }
}
