package org.fiducial.oracle.attention;

import java.util.BitSet;
import java.util.function.Predicate;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.HardMaxAttention;
import org.fiducial.tensor.InnerProduct;
import org.jspecify.annotations.Nullable;

/** The exact and the admissible choices of each query row of one head, and what an implementation may return for a choice. */
final class HardMaxRows {
    /** Ties of more keys than that are not tried subset by subset. */
    private static final int LARGEST_TIE = 10;

    private final AttentionHead head;
    private final FloatModel model;
    private final BitSet[] exact;
    private @Nullable BitSet lastFit;

    HardMaxRows(AttentionHead head, FloatModel model) {
        this.head = head;
        this.model = model;
        this.exact = HardMaxAttention.choose(head.query(), head.key(), head.allowed());
    }

    /** The keys of the largest exact score. */
    BitSet exact(int i) {
        return exact[i];
    }

    /**
     * Keys whose exact score is at least the maximum less twice the rounding error of one score (sheet, discrete decisions); a choice is
     * admissible if it is not empty and holds only such keys.
     */
    BitSet admissible(int i) {
        double size = 0;
        for (int j = head.allowed().from(i); j < head.allowed().to(i); j++) {
            if (head.allowed().allows(i, j)) {
                double sum = 0;
                for (int l = 0; l < head.key().columns(); l++) {
                    sum += Math.abs(head.query().get(i, l))
                            * Math.abs(head.key().get(j, l));
                }
                size = Math.max(size, sum);
            }
        }
        // The scale, if one is applied, costs its own roundings; underflow costs a step a product.
        int roundings = head.key().columns() + 1 + model.scaleRoundings();
        double tiny = model.accumulate().smallestNormal().toDouble();
        double tolerance = 2
                * (RoundingErrors.gamma(roundings, model.u()) * size + roundings * tiny * (1 + size))
                * RoundingErrors.OWN_ROUNDING;
        BitSet out = new BitSet(head.keys());
        int best = exact[i].nextSetBit(0);
        Dyadic least = Double.isFinite(tolerance)
                ? InnerProduct.of(head.query(), i, head.key(), best).subtract(Dyadic.of(tolerance))
                : Dyadic.powerOfTwo(5000).negate();
        // Scores that binary64 shows to lie below the tolerance need no exact sum: its own error is far smaller.
        double clear = score(i, best) - 2 * tolerance - 0x1p-40 * size;
        for (int j = head.allowed().from(i); j < head.allowed().to(i); j++) {
            if (head.allowed().allows(i, j) && !(score(i, j) < clear)) {
                out.set(j, InnerProduct.of(head.query(), i, head.key(), j).compareTo(least) >= 0);
            }
        }
        return out;
    }

    /**
     * Tries the admissible choices of a row, the exact one first, until one fits.
     *
     * @return whether every admissible choice was tried or one fitted
     */
    boolean forEachChoice(int i, Predicate<BitSet> fits) {
        lastFit = null;
        BitSet all = admissible(i);
        if (tried(exact[i], fits)) {
            return true;
        }
        int[] keys = all.stream().toArray();
        if (keys.length > LARGEST_TIE) {
            for (int j : keys) {
                BitSet one = new BitSet();
                one.set(j);
                if (tried(one, fits)) {
                    return true;
                }
            }
            return tried(all, fits);
        }
        for (int subset = 1; subset < 1 << keys.length; subset++) {
            BitSet choice = new BitSet();
            for (int k = 0; k < keys.length; k++) {
                choice.set(keys[k], (subset >> k & 1) == 1);
            }
            if (tried(choice, fits)) {
                return true;
            }
        }
        return true;
    }

    private boolean tried(BitSet choice, Predicate<BitSet> fits) {
        boolean fitting = fits.test(choice);
        lastFit = fitting ? choice : null;
        return fitting;
    }

    /** The choice that fitted last, or null. */
    @Nullable
    BitSet lastFit() {
        return lastFit;
    }

    /** What an implementation may return for a choice. */
    RowEnvelope envelope(Enclosing<?> engine, int i, BitSet choice) {
        return of(engine, choice);
    }

    private <X> RowEnvelope of(Enclosing<X> engine, BitSet choice) {
        ModelledReals<X> a = ModelledReals.certain(engine, model);
        Modelled<X> mean =
                a.store(HardMaxAttention.output(a, a.literal(head.value()), new BitSet[] {choice}), model.output());
        Enclosures e = engine.enclosures(mean.exact());
        double[] bound = new double[e.columns()];
        for (int c = 0; c < bound.length; c++) {
            bound[c] = mean.deviation(0, c);
        }
        return new RowEnvelope(e.columns(), e.mid(), e.radius(), bound, new boolean[bound.length], new boolean[1]);
    }

    /** The score of a key in binary64, within 2^-40 of the sum of its terms' sizes for heads narrower than 2^12. */
    double score(int i, int j) {
        double sum = 0;
        for (int l = 0; l < head.key().columns(); l++) {
            sum += head.query().get(i, l) * head.key().get(j, l);
        }
        return sum;
    }
}
