package org.fiducial.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The registry: every claim of every sheet that has a {@link ClaimSource} on the class path. */
public final class Claims {
    private Claims() {}

    /** Slugs of the operators, in order. */
    public static List<String> operators() {
        return List.copyOf(sources().keySet());
    }

    /** All claims, by operator and number. */
    public static List<Claim> all() {
        return operators().stream().flatMap(o -> of(o).stream()).toList();
    }

    /**
     * The claims of an operator's sheet, by number.
     *
     * @throws IllegalArgumentException if there is no such operator, or its source knows a claim that the sheet does not
     */
    public static List<Claim> of(String operator) {
        ClaimSource source = sources().get(operator);
        if (source == null) {
            throw new IllegalArgumentException("unknown operator '" + operator + "', expected one of " + operators());
        }
        Sheet sheet = Sheet.of(operator);
        Map<Integer, List<Part>> parts = new TreeMap<>(source.parts());
        List<Claim> claims = new ArrayList<>();
        for (SheetEntry entry : sheet.entries()) {
            List<Part> own = parts.remove(entry.number());
            claims.add(new Claim(entry, own == null ? List.of() : own));
        }
        if (!parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "checks of " + operator + " for claims " + parts.keySet() + " that its sheet does not have");
        }
        return claims;
    }

    /**
     * The claim with that id, such as {@code softmax-attention-C3}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Claim claim(String id) {
        int at = id.lastIndexOf("-C");
        String operator = at < 0 ? id : id.substring(0, at);
        List<Claim> claims = of(operator);
        return claims.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown claim '" + id + "', expected " + claims.get(0).id() + " to "
                                + claims.get(claims.size() - 1).id()));
    }

    private static Map<String, ClaimSource> sources() {
        Map<String, ClaimSource> found = new TreeMap<>();
        for (ClaimSource source : ServiceLoader.load(ClaimSource.class, Claims.class.getClassLoader())) {
            ClaimSource other = found.put(source.operator(), source);
            if (other != null) {
                throw new IllegalStateException("two sources of claims for " + source.operator() + ": "
                        + other.getClass().getName() + " and "
                        + source.getClass().getName());
            }
        }
        return found;
    }
}
