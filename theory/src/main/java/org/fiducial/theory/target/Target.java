package org.fiducial.theory.target;

import java.util.ArrayList;
import java.util.List;

/**
 * A continuous function [0, 1]^n -> R^n, one expression a token.
 *
 * @param text as it was given
 * @param tokens f_1 .. f_n
 */
public record Target(String text, List<Expression> tokens) {
    public Target {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads n expressions separated by semicolons, or one for all tokens, in which i is the token's number and x its own coordinate.
     *
     * @throws TargetException with the column at fault
     */
    public static Target parse(String text, int n) throws TargetException {
        List<int[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == ';') {
                parts.add(new int[] {from, at});
                from = at + 1;
            }
        }
        if (parts.size() != 1 && parts.size() != n) {
            throw new TargetException("target of " + parts.size() + " expressions separated by ';' for " + n
                    + " tokens, expected " + n + " or one for all");
        }
        List<Expression> tokens = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int[] part = parts.get(parts.size() == 1 ? 0 : i);
            tokens.add(ExpressionText.parse(text, part[0], part[1], n, i + 1));
        }
        return new Target(text, tokens);
    }

    public int n() {
        return tokens.size();
    }

    /**
     * Values and slopes of f_(token + 1) on a box.
     *
     * @throws ArithmeticException naming the operation that leaves its domain
     */
    public Jet jet(int token, Interval[] box) {
        return tokens.get(token).in(new Jet.Jets(box));
    }

    /** An enclosure of f_(token + 1) on a box; exceptions as for {@link #jet}. */
    public Interval value(int token, Interval[] box) {
        return jet(token, box).value();
    }

    /** The polynomials, or an empty list if an expression is none. */
    public List<Polynomial> polynomials() {
        List<Polynomial> found = new ArrayList<>();
        for (Expression e : tokens) {
            try {
                found.add(e.in(new Polynomial.Polynomials(n())));
            } catch (ArithmeticException none) {
                return List.of();
            }
        }
        return found;
    }
}
