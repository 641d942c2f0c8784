package org.fiducial.operator;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;

/**
 * Partial attention over a set of keys, one triple (c, l, a) a query row, sheet softmax-attention (D9).
 *
 * @param present one row a query and one key, allowed where the row's triple is not the empty one (c = minus infinity)
 * @param reference c, [n, 1]; 0 where the triple is empty
 * @param normaliser l, [n, 1]
 * @param accumulator a, [n, dv]
 */
public record OnlineState<T>(AllowedKeys present, T reference, T normaliser, T accumulator) {
    /** The triple of one set of keys, with any column of references. */
    public static <T> OnlineState<T> of(ExponentialField<T> a, T logits, T value, AllowedKeys allowed, T references) {
        T e = a.exp(a.subtract(logits, references), allowed);
        return new OnlineState<>(presence(allowed), references, a.rowSums(e), a.matmul(e, value));
    }

    /** The merge of (D9) with a given column of new references; an empty part is dropped. */
    public OnlineState<T> merge(ExponentialField<T> a, OnlineState<T> other, T references) {
        T mine = a.exp(a.subtract(reference, references), present);
        T theirs = a.exp(a.subtract(other.reference, references), other.present);
        int rows = present.queries();
        int[] to = new int[rows];
        for (int i = 0; i < rows; i++) {
            to[i] = Math.max(present.count(i), other.present.count(i));
        }
        return new OnlineState<>(
                AllowedKeys.ranges(1, new int[rows], to),
                references,
                a.add(a.multiply(normaliser, mine), a.multiply(other.normaliser, theirs)),
                a.add(a.multiply(accumulator, mine), a.multiply(other.accumulator, theirs)));
    }

    /** The merge of (D9) with the larger of the two references. */
    public OnlineState<T> merge(OrderedReals<T> a, OnlineState<T> other) {
        int rows = present.queries();
        java.util.BitSet[] absent = new java.util.BitSet[rows];
        for (int i = 0; i < rows; i++) {
            absent[i] = new java.util.BitSet(2);
            absent[i].set(0, present.count(i) == 0);
            absent[i].set(1, other.present.count(i) == 0);
        }
        T both = a.concatenateColumns(List.of(reference, other.reference));
        return merge(a, other, a.rowMax(both, AllowedKeys.all(rows, 2).without(absent)));
    }

    /** The output a / l; 0 for an empty triple, (D5). */
    public T output(ExponentialField<T> a) {
        return a.normalise(accumulator, normaliser, present);
    }

    /** The log-sum-exp c + ln l; 0 stands for minus infinity in an empty row. */
    public T logSumExp(OrderedReals<T> a) {
        T safe = a.add(normaliser, a.emptyRows(present));
        return a.add(reference, a.log(safe));
    }

    /**
     * The merge of normalised parts over disjoint sets of keys, (D10), with normalisers in place of their logarithms so that it needs
     * no logarithm: o = sum Z_C o_C / sum Z_C. Rows in which every part is empty give 0.
     *
     * @param outputs o_C, each [n, dv]
     * @param normalisers Z_C relative to one common reference, each [n, 1]; 0 for an empty part
     */
    public static <T> T mergeNormalised(
            ExponentialField<T> a, List<T> outputs, List<T> normalisers, AllowedKeys presentInAny) {
        T total = normalisers.get(0);
        T sum = a.multiply(outputs.get(0), normalisers.get(0));
        for (int c = 1; c < outputs.size(); c++) {
            total = a.add(total, normalisers.get(c));
            sum = a.add(sum, a.multiply(outputs.get(c), normalisers.get(c)));
        }
        return a.normalise(sum, total, presentInAny);
    }

    private static AllowedKeys presence(AllowedKeys allowed) {
        int rows = allowed.queries();
        int[] to = new int[rows];
        for (int i = 0; i < rows; i++) {
            to[i] = Math.min(1, allowed.count(i));
        }
        return AllowedKeys.ranges(1, new int[rows], to);
    }
}
