package org.fiducial.oracle;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The tensors of a case by name, with one clear line for what does not fit. */
public final class CaseTensors {
    private CaseTensors() {}

    /** The tensor of one of these names. @throws CaseException if there is none, or more than one */
    public static Tensor required(Map<String, Tensor> tensors, String... names) throws CaseException {
        Tensor t = optional(tensors, names);
        if (t == null) {
            throw new CaseException("the case has no tensor " + names[0] + ", expected one; it has "
                    + (tensors.isEmpty() ? "none" : String.join(", ", tensors.keySet())));
        }
        return t;
    }

    /**
     * The tensor of one of these names, which holds a list of finite numbers in each row of its last axis.
     *
     * @throws CaseException if there is none, or it is no such tensor
     */
    public static Tensor lists(Map<String, Tensor> tensors, String... names) throws CaseException {
        Tensor t = required(tensors, names);
        requireFloat(names[0], t);
        if (t.shape().rank() < 1 || t.elements() == 0) {
            throw new CaseException(
                    "tensor " + names[0] + " has shape " + t.shape() + ", expected [.., n] without an axis of size 0");
        }
        requireFinite(names[0], t);
        return t;
    }

    /** The tensor of one of these names, or null. @throws CaseException if there is more than one */
    public static @Nullable Tensor optional(Map<String, Tensor> tensors, String... names) throws CaseException {
        Tensor found = null;
        for (String name : names) {
            Tensor t = tensors.get(name);
            if (t != null && found != null) {
                throw new CaseException("the case has both " + String.join(" and ", names) + ", expected one of them");
            }
            found = t == null ? found : t;
        }
        return found;
    }

    /** Rejects tensors of other names. */
    public static void rejectUnknown(Map<String, Tensor> tensors, String... known) throws CaseException {
        for (String name : tensors.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new CaseException(
                        "the case has a tensor '" + name + "', expected only " + String.join(", ", known));
            }
        }
    }

    /** Rejects a tensor of another shape; a name with a space in it stands for itself, others are said to be tensors. */
    public static void requireShape(String name, Tensor t, int[] expected) throws CaseException {
        if (!Arrays.equals(t.shape().sizes(), expected)) {
            throw new CaseException(name(name) + " has shape " + t.shape() + ", expected " + Arrays.toString(expected));
        }
    }

    /** Rejects a tensor of integers or truth values. */
    public static void requireFloat(String name, Tensor t) throws CaseException {
        if (!t.type().isFloat()) {
            throw new CaseException(name(name) + " is " + t.type() + ", expected a floating-point type");
        }
    }

    /** Rejects infinities and NaN, naming the first. */
    public static void requireFinite(String name, Tensor t) throws CaseException {
        long bad = t.firstNonFinite();
        if (bad >= 0) {
            throw new CaseException(name(name) + " is " + t.valueAt(bad) + " at "
                    + t.shape().describeIndex(bad) + ", expected a finite number");
        }
    }

    /** Rejects infinities and NaN in the marked rows at these leading indices. */
    public static void requireFiniteRows(String name, Tensor t, int[] leading, BitSet rows) throws CaseException {
        int columns = t.shape().size(-1);
        double[] values = t.toDoubles(leading);
        for (int j = rows.nextSetBit(0); j >= 0; j = rows.nextSetBit(j + 1)) {
            for (int c = 0; c < columns; c++) {
                double x = values[j * columns + c];
                if (!Double.isFinite(x)) {
                    throw new CaseException(name(name) + " is " + x + " at head " + Arrays.toString(leading) + ", row "
                            + j + ", column " + c + ", expected a finite number in a row that a query may see");
                }
            }
        }
    }

    /** The trailing axes are [n, m]; leading axes are those of the queries, or 1, or missing. */
    public static void requireBroadcast(String name, Tensor t, int rank, int batches, int heads, int queries, int keys)
            throws CaseException {
        int[] s = t.shape().sizes();
        boolean fits = s.length >= 2
                && s.length <= rank
                && s[s.length - 1] == keys
                && s[s.length - 2] == queries
                && (s.length < 3 || s[s.length - 3] == 1 || s[s.length - 3] == heads)
                && (s.length < 4 || s[0] == 1 || s[0] == batches);
        if (!fits) {
            throw new CaseException(name(name) + " has shape " + t.shape() + ", expected [" + queries + ", " + keys
                    + "] with leading axes as the query's, or of size 1, or left out");
        }
    }

    /** The matrix of a tensor that {@link #requireBroadcast} accepted, for one batch and head. */
    public static double[] broadcast(Tensor t, int b, int h) {
        int[] s = t.shape().sizes();
        int[] leading = new int[s.length - 2];
        if (leading.length >= 1) {
            leading[leading.length - 1] = s[s.length - 3] == 1 ? 0 : h;
        }
        if (leading.length == 2) {
            leading[0] = s[0] == 1 ? 0 : b;
        }
        return t.toDoubles(leading);
    }

    private static String name(String name) {
        return name.contains(" ") ? name : "tensor " + name;
    }
}
