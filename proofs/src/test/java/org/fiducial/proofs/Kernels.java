package org.fiducial.proofs;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The verified core compiled on its own, with or without a change. */
final class Kernels {
    private Kernels() {}

    /** A method of these sources, by contract name. */
    static Method compile(Sources sources, String contract, Path scratch) throws IOException, ClassNotFoundException {
        sources.writeTo(scratch.resolve("java"));
        Path classes = Files.createDirectories(scratch.resolve("classes"));
        try (Stream<Path> files = Files.list(scratch.resolve("java"))) {
            var compiler = ToolProvider.getSystemJavaCompiler();
            if (compiler == null) {
                throw new IllegalStateException("no Java compiler, expected a JDK");
            }
            StringWriter messages = new StringWriter();
            try (var manager = compiler.getStandardFileManager(null, null, null)) {
                var units = manager.getJavaFileObjectsFromPaths(files.toList());
                List<String> options = List.of("-d", classes.toString(), "-proc:none", "-nowarn");
                if (!compiler.getTask(messages, manager, null, options, null, units)
                        .call()) {
                    throw new IllegalStateException(contract + " does not compile: " + messages);
                }
            }
        }
        // No parent but the platform's, so that the original on the class path does not stand in.
        ClassLoader loader = new URLClassLoader(new URL[] {url(classes)}, ClassLoader.getPlatformClassLoader());
        String[] name = contract.split("\\.");
        return method(Class.forName("org.fiducial.verified." + name[0], true, loader), name[1]);
    }

    /** The method that ships. */
    static Method original(String contract) throws ClassNotFoundException {
        String[] name = contract.split("\\.");
        return method(Class.forName("org.fiducial.verified." + name[0]), name[1]);
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + ": no method " + name));
    }

    private static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
