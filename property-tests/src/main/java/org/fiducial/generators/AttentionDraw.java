package org.fiducial.generators;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.tensor.Matrix;

/**
 * Everything that is drawn for attention inputs. Index lists are as long as the largest case needs; head h takes the h-th part.
 *
 * @param plan choices
 * @param asked sizes, raised where the kind or mask needs more
 * @param hidden what the mask is made from
 * @param query indices of query elements
 * @param key indices of key elements
 * @param value indices of value elements
 * @param bias indices of bias elements
 */
record AttentionDraw(
        Plan plan, Sizes asked, Hidden hidden, List<Long> query, List<Long> key, List<Long> value, List<Long> bias) {

    record Plan(AttentionKind kind, MaskKind mask, Format format, int scale, boolean biased, int keyHeads, int group) {}

    record Sizes(int queries, int keys, int width, int valueWidth) {}

    /** Two sizes and a corner for windows, paddings and empty rows; an odd index hides a key from a query. */
    record Hidden(int first, int second, boolean bottomRight, List<Long> flags) {}

    private int n() {
        return asked.queries();
    }

    private int m() {
        return Math.max(
                asked.keys(), Math.max(plan.kind().minKeys(), plan.mask().minKeys()));
    }

    private int d() {
        return Math.max(asked.width(), plan.kind().minWidth());
    }

    private int queryHeads() {
        return plan.keyHeads() * plan.group();
    }

    AttentionInputs single() {
        HeadNumbers numbers = new HeadNumbers(plan.kind(), plan.format());
        Matrix b = plan.biased() && numbers.allowsBias() ? numbers.bias(n(), m(), bias) : null;
        AttentionInputs head = grouped().head(0);
        return new AttentionInputs(
                head.kind(), head.format(), head.query(), head.key(), head.value(), b, head.scale(), head.allowed());
    }

    GroupedAttentionInputs grouped() {
        HeadNumbers numbers = new HeadNumbers(plan.kind(), plan.format());
        List<Matrix> queries = new ArrayList<>();
        List<Matrix> keys = new ArrayList<>();
        List<Matrix> values = new ArrayList<>();
        for (int h = 0; h < queryHeads(); h++) {
            queries.add(numbers.query(n(), d(), part(query, h, n() * d())));
        }
        for (int h = 0; h < plan.keyHeads(); h++) {
            keys.add(numbers.key(m(), d(), part(key, h, m() * d())));
            values.add(numbers.value(m(), asked.valueWidth(), part(value, h, m() * asked.valueWidth())));
        }
        return new GroupedAttentionInputs(plan.kind(), plan.format(), queries, keys, values, scale(), allowed());
    }

    private static List<Long> part(List<Long> draws, int h, int length) {
        return draws.subList(h * length, (h + 1) * length);
    }

    /** From 1/8 to 1: all kinds keep their property. */
    private Scale scale() {
        return switch (plan.scale()) {
            case 0 -> Scale.of(1);
            case 1 -> Scale.reciprocalSqrt(d());
            case 2 -> Scale.of(0.125);
            default -> Scale.of(0.3);
        };
    }

    private AllowedKeys allowed() {
        return mask().allowed(n(), m());
    }

    private AttentionMask mask() {
        return switch (plan.mask()) {
            case ALL -> AttentionMask.NONE;
            case CAUSAL_TOP_LEFT -> AttentionMask.causal(CausalAlignment.TOP_LEFT);
            case CAUSAL_BOTTOM_RIGHT -> AttentionMask.causal(CausalAlignment.BOTTOM_RIGHT);
            case WINDOW ->
                AttentionMask.NONE.withWindow(
                        hidden.first(),
                        hidden.second(),
                        hidden.bottomRight() ? CausalAlignment.BOTTOM_RIGHT : CausalAlignment.TOP_LEFT);
            case PADDING -> {
                BitSet padded = new BitSet(m());
                padded.set(1 + hidden.first() % (m() - 1), m());
                yield AttentionMask.NONE.withPadded(padded);
            }
            case RANDOM -> AttentionMask.NONE.withHidden(rows());
            case EMPTY_ROWS -> {
                BitSet[] rows = rows();
                rows[hidden.first() % n()].set(0, m());
                yield AttentionMask.NONE.withHidden(rows);
            }
        };
    }

    private BitSet[] rows() {
        BitSet[] rows = new BitSet[n()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new BitSet(m());
            for (int j = 0; j < m(); j++) {
                rows[i].set(j, hidden.flags().get(i * m() + j) % 2 == 1);
            }
        }
        return rows;
    }
}
