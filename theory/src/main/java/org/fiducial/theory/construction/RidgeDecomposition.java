package org.fiducial.theory.construction;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.theory.target.Polynomial;

/**
 * A polynomial as its value at 0 plus polynomials of linear forms, sheet uat-single-layer C7.
 *
 * @param constant f(0)
 * @param ridges coefficients of P_w by degree, the constant one zero, by direction w
 */
record RidgeDecomposition(Rational constant, Map<List<Integer>, List<Rational>> ridges) {
    /** The decomposition with the sheet's directions (1, t), t = 0, 1, -1, 2, ... in two variables, and small integer vectors in more. */
    static RidgeDecomposition of(Polynomial f) throws ConstructionException {
        int n = f.variables();
        Rational constant = f.terms().getOrDefault(java.util.Collections.nCopies(n, 0), Rational.ZERO);
        Map<List<Integer>, List<Rational>> ridges = new LinkedHashMap<>();
        for (int k = 1; k <= f.degree(); k++) {
            int degree = k;
            Map<List<Integer>, Rational> part = new LinkedHashMap<>();
            f.terms().forEach((e, c) -> {
                if (e.stream().mapToInt(Integer::intValue).sum() == degree) {
                    part.put(e, c);
                }
            });
            if (part.isEmpty()) {
                continue;
            }
            homogeneous(part, n, k).forEach((w, c) -> {
                if (c.signum() != 0) {
                    List<Rational> p = ridges.computeIfAbsent(w, none -> new ArrayList<>());
                    while (p.size() <= degree) {
                        p.add(Rational.ZERO);
                    }
                    p.set(degree, c);
                }
            });
        }
        return new RidgeDecomposition(constant, ridges);
    }

    /** Coefficients c_w with sum c_w (w.x)^k equal to a homogeneous part, one equation a monomial. */
    private static Map<List<Integer>, Rational> homogeneous(Map<List<Integer>, Rational> part, int n, int k)
            throws ConstructionException {
        List<List<Integer>> monomials = vectors(n, 0, k).stream()
                .filter(e -> e.stream().mapToInt(Integer::intValue).sum() == k)
                .toList();
        List<List<Integer>> directions = new ArrayList<>();
        // Columns in echelon form: each has a pivot row that all later ones have cleared.
        List<Rational[]> columns = new ArrayList<>();
        List<Rational[]> combination = new ArrayList<>();
        List<Integer> pivots = new ArrayList<>();
        for (List<Integer> w : candidates(n, k)) {
            Rational[] column = new Rational[monomials.size()];
            for (int m = 0; m < column.length; m++) {
                column[m] = powers(w, monomials.get(m), k);
            }
            Rational[] made = unit(monomials.size(), directions.size());
            for (int p = 0; p < columns.size(); p++) {
                Rational factor = column[pivots.get(p)].divide(columns.get(p)[pivots.get(p)]);
                subtract(column, columns.get(p), factor);
                subtract(made, combination.get(p), factor);
            }
            int pivot = 0;
            while (pivot < column.length && column[pivot].signum() == 0) {
                pivot++;
            }
            if (pivot < column.length) {
                directions.add(w);
                columns.add(column);
                combination.add(made);
                pivots.add(pivot);
            }
            if (directions.size() == monomials.size()) {
                break;
            }
        }
        if (directions.size() < monomials.size()) {
            throw new ConstructionException("no ridge directions for degree " + k + " in " + n
                    + " variables among small integers, expected a smaller degree");
        }
        Rational[] rest = new Rational[monomials.size()];
        for (int m = 0; m < rest.length; m++) {
            rest[m] = part.getOrDefault(monomials.get(m), Rational.ZERO);
        }
        Rational[] solution = new Rational[directions.size()];
        java.util.Arrays.fill(solution, Rational.ZERO);
        for (int p = 0; p < columns.size(); p++) {
            Rational factor = rest[pivots.get(p)].divide(columns.get(p)[pivots.get(p)]);
            subtract(rest, columns.get(p), factor);
            subtract(solution, combination.get(p), factor.negate());
        }
        Map<List<Integer>, Rational> found = new LinkedHashMap<>();
        for (int d = 0; d < directions.size(); d++) {
            found.put(directions.get(d), solution[d]);
        }
        return found;
    }

    private static Rational[] unit(int size, int at) {
        Rational[] u = new Rational[size];
        java.util.Arrays.fill(u, Rational.ZERO);
        if (at < size) {
            u[at] = Rational.ONE;
        }
        return u;
    }

    private static void subtract(Rational[] from, Rational[] x, Rational factor) {
        for (int k = 0; k < from.length; k++) {
            from[k] = from[k].subtract(factor.multiply(x[k]));
        }
    }

    /** The multinomial coefficient of a monomial of degree k times w to its exponents. */
    private static Rational powers(List<Integer> w, List<Integer> exponents, int k) {
        BigInteger value = factorial(k);
        for (int j = 0; j < w.size(); j++) {
            value = value.divide(factorial(exponents.get(j)))
                    .multiply(BigInteger.valueOf(w.get(j)).pow(exponents.get(j)));
        }
        return new Rational(value, BigInteger.ONE);
    }

    private static BigInteger factorial(int k) {
        BigInteger f = BigInteger.ONE;
        for (int j = 2; j <= k; j++) {
            f = f.multiply(BigInteger.valueOf(j));
        }
        return f;
    }

    private static List<List<Integer>> candidates(int n, int k) {
        if (n == 1) {
            return List.of(List.of(1));
        }
        List<List<Integer>> out = new ArrayList<>();
        if (n == 2) {
            for (int t = 0; t <= k + 1; t++) {
                out.add(List.of(1, t));
                if (t > 0) {
                    out.add(List.of(1, -t));
                }
            }
            return out;
        }
        // By largest entry, first nonzero entry positive.
        for (int size = 1; size <= (k + 2) / 2; size++) {
            int bound = size;
            vectors(n, -size, size).stream()
                    .filter(w -> w.stream().anyMatch(e -> Math.abs(e) == bound))
                    .filter(w -> w.stream().filter(e -> e != 0).findFirst().orElse(0) > 0)
                    .forEach(out::add);
        }
        return out;
    }

    /** All integer vectors with entries from low to high. */
    private static List<List<Integer>> vectors(int n, int low, int high) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int j = 0; j < n; j++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> v : all) {
                for (int e = low; e <= high; e++) {
                    List<Integer> w = new ArrayList<>(v);
                    w.add(e);
                    longer.add(w);
                }
            }
            all = longer;
        }
        return all;
    }
}
