package org.fiducial.theory.identity;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Field;
import org.fiducial.number.Dyadic;

/** The angle 2 arctan t and its multiples over any field: cosines and sines are rational in t. */
final class RationalAngle {
    private RationalAngle() {}

    /** Rows of cosines and sines of the given multiples. */
    static <T> Variables.Circle<T> multiples(Field<T> a, T t, int... multiples) {
        T one = a.constant(1, 1, Dyadic.ONE);
        T square = a.multiply(t, t);
        T below = a.add(one, square);
        T cosine = a.divide(a.subtract(one, square), below);
        T sine = a.divide(a.add(t, t), below);
        List<T> cosines = new ArrayList<>();
        List<T> sines = new ArrayList<>();
        for (int n : multiples) {
            T c = one;
            T s = a.constant(1, 1, Dyadic.ZERO);
            for (int k = 0; k < Math.absExact(n); k++) {
                T next = a.subtract(a.multiply(c, cosine), a.multiply(s, sine));
                s = a.add(a.multiply(c, sine), a.multiply(s, cosine));
                c = next;
            }
            cosines.add(c);
            sines.add(n < 0 ? a.negate(s) : s);
        }
        return new Variables.Circle<>(a.transpose(a.concatenateRows(cosines)), a.transpose(a.concatenateRows(sines)));
    }
}
