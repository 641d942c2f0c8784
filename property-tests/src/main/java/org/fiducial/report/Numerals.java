package org.fiducial.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as reports show them: a few digits for a reader, all of them where a number is evidence. */
public final class Numerals {
    private static final MathContext THREE = new MathContext(3);

    private Numerals() {}

    /** Three significant digits; plain between 0.001 and 100000, else with an exponent; "NaN", "infinite". */
    public static String brief(double x) {
        if (Double.isNaN(x)) {
            return "NaN";
        } else if (Double.isInfinite(x)) {
            return x > 0 ? "infinite" : "-infinite";
        } else if (x == 0) {
            return "0";
        }
        BigDecimal d = new BigDecimal(x).round(THREE).stripTrailingZeros();
        double size = d.abs().doubleValue();
        if (size >= 1e-3 && size < 1e5) {
            return d.toPlainString();
        }
        int exponent = d.precision() - d.scale() - 1;
        return d.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    /** The shortest decimal that reads back as x. */
    public static String exact(double x) {
        return Double.toString(x);
    }

    /** A long decimal cut to that many significant digits, with an ellipsis if digits were cut; other texts as they are. */
    public static String cut(String decimal, int digits) {
        try {
            BigDecimal d = new BigDecimal(decimal);
            if (d.precision() <= digits) {
                return decimal;
            }
            return d.round(new MathContext(digits, java.math.RoundingMode.DOWN)).toString() + "…";
        } catch (NumberFormatException e) {
            return decimal;
        }
    }

    /** A count with groups of three digits. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n).replace(',', '\u202F');
    }

    /** A count with its noun, plural by s unless it is one. */
    public static String counted(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** "[3, 17, 5]". */
    public static String index(int[] index) {
        return Arrays.stream(index).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
