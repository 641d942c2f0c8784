package org.fiducial.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the verified core, by class name: {@code package-info} is left out, since KeY reads no annotations of packages. */
public final class Sources {
    private static final Pattern METHOD = Pattern.compile(
            "(?ms)^    /\\*\\*(.*?)\\*/\\s*/\\*@.*?@\\*/\\s*public static \\S+ (\\w+)\\(.*?(?:\\{\\}$|^    \\}$)");

    private final SortedMap<String, String> texts;

    private Sources(SortedMap<String, String> texts) {
        this.texts = texts;
    }

    /** Reads a folder. */
    public static Sources in(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && !name.equals("package-info.java")) {
                    texts.put(name.substring(0, name.length() - 5), Files.readString(file));
                }
            }
        }
        if (texts.isEmpty()) {
            throw new IOException(folder + ": no Java source, expected the verified core");
        }
        return new Sources(texts);
    }

    /** The text of every class. */
    public Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    /** The same with every mutant in place at once: KeY uses the contracts of called methods, so one does not see another. */
    public Sources with(List<Mutant> mutants) {
        SortedMap<String, String> changed = new TreeMap<>(texts);
        for (Mutant m : mutants) {
            String text = changed.get(m.type());
            if (text == null) {
                throw new IllegalArgumentException(m.contract() + ": no such class in the verified core");
            }
            changed.put(m.type(), m.applyTo(text));
        }
        return new Sources(changed);
    }

    /** Writes one file a class into an empty folder. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            old.forEach(f -> {
                try {
                    Files.delete(f);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        for (var entry : texts.entrySet()) {
            Files.writeString(folder.resolve(entry.getKey() + ".java"), entry.getValue());
        }
    }

    /** The methods with contracts, in the order of classes and lines. */
    public List<VerifiedMethod> methods() {
        List<VerifiedMethod> methods = new ArrayList<>();
        texts.forEach((type, text) -> {
            Matcher m = METHOD.matcher(text);
            while (m.find()) {
                methods.add(VerifiedMethod.of(
                        type + "." + m.group(2), m.group(1), m.group().length()));
            }
        });
        return methods;
    }

    /** A hash of a class and of all that it calls: what its proofs depend on. */
    public String hash(String type) {
        SortedSet<String> needed = new TreeSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(type));
        while (!todo.isEmpty()) {
            String next = todo.pop();
            if (needed.add(next)) {
                String text = texts.get(next);
                texts.keySet().stream()
                        .filter(other -> text != null && text.contains(other + "."))
                        .forEach(todo::push);
            }
        }
        StringBuilder all = new StringBuilder();
        needed.forEach(n -> all.append(texts.get(n)));
        return hashOf(all.toString());
    }

    static String hashOf(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
