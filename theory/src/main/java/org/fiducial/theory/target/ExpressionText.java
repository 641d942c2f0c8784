package org.fiducial.theory.target;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.fiducial.arithmetic.exact.Rational;

/**
 * Reads an expression: numbers, x1 .. xn, x (the token's own coordinate), i (the token's number), n, pi, + - * / ^ with an integer
 * exponent, parentheses, and the functions abs, cos, exp, log, max, min, sin, sqrt, tanh.
 */
final class ExpressionText {
    private static final int LARGEST_EXPONENT = 64;
    private static final int LARGEST_DEPTH = 200;

    private final String text;
    private final int first;
    private final int end;
    private final int tokens;
    private final int token;
    private int at;
    private int depth;

    private ExpressionText(String text, int first, int end, int tokens, int token) {
        this.text = text;
        this.first = first;
        this.end = end;
        this.tokens = tokens;
        this.token = token;
        this.at = first;
    }

    /**
     * The expression between two places of a text.
     *
     * @param tokens n
     * @param token i, counted from 1
     */
    static Expression parse(String text, int first, int end, int tokens, int token) throws TargetException {
        ExpressionText p = new ExpressionText(text, first, end, tokens, token);
        Expression e = p.sum();
        if (p.peek() != 0) {
            throw p.unexpected("an operator or the end");
        }
        return e;
    }

    private char peek() {
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < end ? text.charAt(at) : 0;
    }

    private boolean take(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private TargetException unexpected(String expected) {
        char c = peek();
        String found = c == 0 ? at == first ? "nothing" : "the end" : "'" + c + "'";
        return new TargetException("target, column " + (at + 1) + ": " + found + ", expected " + expected);
    }

    private Expression sum() throws TargetException {
        if (++depth > LARGEST_DEPTH) {
            throw new TargetException("target, column " + (at + 1) + ": nested more than " + LARGEST_DEPTH + " deep");
        }
        Expression e = product();
        while (true) {
            if (take('+')) {
                e = new Expression.Sum(e, product());
            } else if (take('-')) {
                e = new Expression.Sum(e, new Expression.Negative(product()));
            } else {
                depth--;
                return e;
            }
        }
    }

    private Expression product() throws TargetException {
        Expression e = signed();
        while (true) {
            if (take('*')) {
                e = new Expression.Product(e, signed());
            } else if (take('/')) {
                e = new Expression.Quotient(e, signed());
            } else {
                return e;
            }
        }
    }

    private Expression signed() throws TargetException {
        boolean negative = false;
        while (true) {
            if (take('-')) {
                negative = !negative;
            } else if (!take('+')) {
                break;
            }
        }
        Expression e = power();
        return negative ? new Expression.Negative(e) : e;
    }

    private Expression power() throws TargetException {
        Expression e = atom();
        if (!take('^')) {
            return e;
        }
        boolean negative = take('-');
        peek();
        int from = at;
        while (at < end && isDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(from, at);
        if (digits.isEmpty() || digits.length() > 4 || Integer.parseInt(digits) > LARGEST_EXPONENT) {
            throw new TargetException("target, column " + (from + 1) + ": exponent '"
                    + (digits.isEmpty() ? String.valueOf(from < end ? text.charAt(from) : "") : digits)
                    + "', expected an integer up to " + LARGEST_EXPONENT);
        }
        Expression p = new Expression.Power(e, Integer.parseInt(digits));
        if (peek() == '^') {
            throw unexpected("parentheses between two powers");
        }
        return negative ? new Expression.Quotient(new Expression.Constant(Rational.ONE), p) : p;
    }

    private static boolean isDigit(char c) {
        return '0' <= c && c <= '9';
    }

    private Expression atom() throws TargetException {
        char c = peek();
        if (take('(')) {
            Expression e = sum();
            if (!take(')')) {
                throw unexpected("')'");
            }
            return e;
        } else if (isDigit(c) || c == '.') {
            return number();
        } else if ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
            return name();
        }
        throw unexpected("a number, a variable, a function or '('");
    }

    private Expression number() throws TargetException {
        int from = at;
        while (at < end && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < end && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
                exponent++;
            }
            int digits = exponent;
            while (exponent < end && isDigit(text.charAt(exponent))) {
                exponent++;
            }
            if (exponent > digits && exponent - digits <= 3) {
                at = exponent;
            }
        }
        String word = text.substring(from, at);
        try {
            BigDecimal d = new BigDecimal(word);
            BigInteger ten = BigInteger.TEN.pow(Math.abs(d.scale()));
            return new Expression.Constant(
                    d.scale() >= 0
                            ? new Rational(d.unscaledValue(), ten)
                            : new Rational(d.unscaledValue().multiply(ten), BigInteger.ONE));
        } catch (NumberFormatException e) {
            throw new TargetException("target, column " + (from + 1) + ": '" + word + "', expected a decimal number");
        }
    }

    private Expression name() throws TargetException {
        int from = at;
        while (at < end && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(from, at);
        switch (word) {
            case "pi":
                return new Expression.Pi();
            case "i":
                return new Expression.Constant(Rational.of(token));
            case "n":
                return new Expression.Constant(Rational.of(tokens));
            case "x":
                return new Expression.Variable(token - 1);
            case "max":
                return pair(false);
            case "min":
                return pair(true);
            default:
                break;
        }
        if (word.matches("x[0-9]{1,4}")) {
            int k = Integer.parseInt(word.substring(1));
            if (k >= 1 && k <= tokens) {
                return new Expression.Variable(k - 1);
            }
        }
        for (Expression.Function f : Expression.Function.values()) {
            if (f.name().toLowerCase(Locale.ROOT).equals(word)) {
                open(word);
                Expression e = sum();
                if (!take(')')) {
                    throw unexpected("')'");
                }
                return new Expression.Application(f, e);
            }
        }
        throw new TargetException("target, column " + (from + 1) + ": unknown name '" + word + "', expected x1 to x"
                + tokens + ", x, i, n, pi or one of the functions abs, cos, exp, log, max, min, sin, sqrt, tanh");
    }

    private void open(String word) throws TargetException {
        if (!take('(')) {
            throw unexpected("'(' after " + word);
        }
    }

    /** max(a, b), or min(a, b) = -max(-a, -b). */
    private Expression pair(boolean minimum) throws TargetException {
        open(minimum ? "min" : "max");
        Expression x = sum();
        if (!take(',')) {
            throw unexpected("',' and a second argument");
        }
        Expression y = sum();
        if (!take(')')) {
            throw unexpected("')'");
        }
        return minimum
                ? new Expression.Negative(
                        new Expression.Maximum(new Expression.Negative(x), new Expression.Negative(y)))
                : new Expression.Maximum(x, y);
    }
}
