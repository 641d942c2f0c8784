package org.fiducial.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Who calls the verified core, read from compiled classes. */
public final class Callers {
    private static final String CORE = "org/fiducial/verified/";

    private Callers() {}

    /**
     * The callers of each method of the core, as package and class below {@code org.fiducial}; callers within the core with their method. Folders
     * that do not exist are passed over.
     */
    public static Map<String, SortedSet<String>> in(List<Path> folders) throws IOException {
        Map<String, SortedSet<String>> callers = new TreeMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                    scan(Files.readAllBytes(file), callers);
                }
            }
        }
        return callers;
    }

    private static void scan(byte[] bytes, Map<String, SortedSet<String>> callers) {
        ClassReader reader = new ClassReader(bytes);
        String type = reader.getClassName();
        boolean inCore = type.startsWith(CORE);
        String caller = type.replaceFirst("^org/fiducial/", "")
                .replaceFirst("\\$.*", "")
                .replace('/', '.');
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitMethodInsn(
                                    int opcode, String owner, String name, String calledDescriptor, boolean itf) {
                                if (owner.startsWith(CORE) && !(owner.equals(type) && name.equals(method))) {
                                    callers.computeIfAbsent(
                                                    owner.substring(CORE.length()) + "." + name, k -> new TreeSet<>())
                                            .add(inCore ? caller + "." + method : caller);
                                }
                            }
                        };
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
}
