package org.fiducial.oracle;

import java.util.List;
import java.util.Map;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.jspecify.annotations.Nullable;

/** The parameters of a case as text, read by their descriptions; what does not fit is one clear line. */
public final class ParameterValues {
    /** The most characters of a decimal number; longer texts are cut in messages. */
    private static final int LONGEST = 60;

    private final String operator;
    private final List<ParameterDescription> described;
    private final Map<String, String> given;

    private ParameterValues(String operator, List<ParameterDescription> described, Map<String, String> given) {
        this.operator = operator;
        this.described = described;
        this.given = given;
    }

    /** @throws CaseException if a parameter is given that the operator does not describe */
    public static ParameterValues of(OperatorDescription operator, Map<String, String> given) throws CaseException {
        return of(operator.name(), operator.parameters(), given);
    }

    /** @throws CaseException if a parameter is given that is not described */
    public static ParameterValues of(String operator, List<ParameterDescription> described, Map<String, String> given)
            throws CaseException {
        List<String> names = described.stream().map(ParameterDescription::name).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw new CaseException("unknown parameter '" + name + "' of " + operator + ", expected "
                        + (names.isEmpty() ? "none" : "one of " + String.join(", ", names)));
            }
        }
        return new ParameterValues(operator, described, given);
    }

    public boolean isGiven(String name) {
        return given.containsKey(description(name).name());
    }

    /** The text given, or the default. */
    public String text(String name) {
        return given.getOrDefault(name, description(name).defaultValue());
    }

    /** One of the words that the description lists, separated by bars. @throws CaseException for another */
    public String choice(String name) throws CaseException {
        if (!isWordOf(name)) {
            throw wrong(name);
        }
        return text(name);
    }

    /** One of the words that the description lists, as the constant that it names. @throws CaseException for another */
    public <E extends Enum<E>> E constant(String name, Class<E> type) throws CaseException {
        return ParameterWord.parse(choice(name), type);
    }

    /** Whether the text is one of the words that the description lists. */
    boolean isWordOf(String name) {
        return List.of(description(name).values().split("\\|", -1)).contains(text(name));
    }

    /** A whole number, least <= n <= most. @throws CaseException for anything else */
    public int integer(String name, int least, int most) throws CaseException {
        String value = text(name);
        if (value.matches("[+-]?[0-9]{1,10}")) {
            long n = Long.parseLong(value);
            if (n >= least && n <= most) {
                return (int) n;
            }
        }
        throw wrong(name, "a whole number from " + least + " to " + most);
    }

    /** A finite decimal number, the nearest binary64 number for it. @throws CaseException for anything else */
    public Dyadic number(String name) throws CaseException {
        double x = decimal(text(name));
        if (Double.isFinite(x)) {
            return Dyadic.of(x);
        }
        throw outside(name, x);
    }

    /** A decimal number above 0, the nearest binary64 number for it. @throws CaseException for anything else */
    public Dyadic positive(String name) throws CaseException {
        double x = decimal(text(name));
        if (x > 0 && Double.isFinite(x)) {
            return Dyadic.of(x);
        }
        throw outside(name, x);
    }

    /** For a number that only its size keeps from being one of binary64. */
    private CaseException outside(String name, double rounded) {
        boolean tooLarge = Double.isInfinite(rounded);
        boolean tooSmall = rounded == 0 && text(name).split("[eE]", -1)[0].matches(".*[1-9].*");
        return tooLarge || tooSmall
                ? wrong(name, description(name).values() + ", within the range of binary64")
                : wrong(name);
    }

    private static double decimal(String text) {
        boolean well = text.length() <= LONGEST
                && text.matches("[+-]?[0-9]*\\.?[0-9]*([eE][+-]?[0-9]{1,9})?")
                && text.matches("[+-]?\\.?[0-9].*");
        return well ? Double.parseDouble(text) : Double.NaN;
    }

    /** What to throw for a value that does not fit its description. */
    public CaseException wrong(String name) {
        return wrong(name, description(name).values());
    }

    /** What to throw for a value that does not fit. */
    public CaseException wrong(String name, @Nullable String expected) {
        String found = isGiven(name) || !isRequired(name) ? "is '" + shown(text(name)) + "'" : "is not given";
        return new CaseException("parameter " + name + " " + found + ", expected " + expected);
    }

    private static String shown(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private boolean isRequired(String name) {
        return description(name).defaultValue().equals(ParameterDescription.REQUIRED);
    }

    private ParameterDescription description(String name) {
        return described.stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(operator + " describes no parameter " + name));
    }
}
