package org.fiducial.gpu;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The kernels' sources and what nvcc made of them. A manifest keeps, for every family, the SHA-256 of the sources that it was made from,
 * so that neither can change alone.
 */
public final class ShippedKernels {
    /** One source file each. */
    public static final List<String> FAMILIES = List.of(
            "attention_forward",
            "attention_tensor",
            "attention_backward",
            "ball_attention",
            "ball_pairs",
            "buckets",
            "ceilings",
            "codes",
            "flashbias",
            "rows",
            "scan",
            "scatterbrain",
            "urpe");

    /** What every family includes, in the order in which they are hashed before it. */
    static final List<String> HEADERS = List.of("device.cuh", "attention.cuh", "attention_tile.cuh");

    /** Compute capabilities, ten times, that machine code ships for; PTX serves all others from the first on. */
    public static final List<Integer> CAPABILITIES = List.of(80, 90, 100);

    /** Sources of the host build alone. */
    static final List<String> HOST = List.of("host/shim.h", "host/machine.h", "host/machine.cpp", "host/server.cpp");

    private ShippedKernels() {}

    /** The source text of a file below {@code cuda}. */
    static byte[] source(String file) {
        byte[] text = resource("cuda/" + file);
        if (text == null) {
            throw new DeviceException("source " + file + " is missing from the kernels' jar");
        }
        return text;
    }

    /** SHA-256 of the headers and the family's own source, in hexadecimal digits. */
    public static String sourceHash(String family) {
        MessageDigest digest = sha256();
        HEADERS.forEach(h -> digest.update(source(h)));
        digest.update(source(family + ".cu"));
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The manifest: {@code FAMILY.source}, {@code FAMILY.ptx}, {@code FAMILY.sm_80} and so on (hashes) and {@code toolkit}. */
    public static Properties manifest() {
        byte[] text = resource("compiled/manifest.properties");
        if (text == null) {
            throw new DeviceException("the manifest is missing from the kernels' jar");
        }
        Properties p = new Properties();
        try {
            p.load(new ByteArrayInputStream(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return p;
    }

    /** PTX text of a family, ending in a zero byte as the driver wants it. @throws DeviceException if it was made from other sources */
    public static byte[] ptx(String family) {
        byte[] text = compiled(family, "ptx");
        return Arrays.copyOf(text, text.length + 1);
    }

    /**
     * The capability, ten times, whose machine code a device runs: code runs on devices of the same major number and no smaller minor one.
     *
     * @param capability the device's, ten times: 86 for 8.6
     * @return empty if none ships, so that the device needs PTX
     */
    public static OptionalInt capabilityFor(int capability) {
        return CAPABILITIES.stream()
                .mapToInt(Integer::intValue)
                .filter(c -> c / 10 == capability / 10 && c <= capability)
                .max();
    }

    /**
     * Machine code of a family for one of {@link #CAPABILITIES}.
     *
     * @throws DeviceException if it was made from other sources, or none ships
     */
    public static byte[] machineCode(String family, int capability) {
        return compiled(family, "sm_" + capability);
    }

    private static byte[] compiled(String family, String kind) {
        byte[] packed = resource("compiled/" + family + "." + kind + ".gz");
        if (packed == null) {
            throw new DeviceException("kernels " + family + " as " + kind + " are missing from the jar");
        }
        if (!sourceHash(family).equals(manifest().getProperty(family + ".source"))) {
            throw new DeviceException("kernels " + family
                    + " were compiled from other sources than those here; run native-accel/compile-kernels");
        }
        return unpacked(packed);
    }

    static byte[] unpacked(byte[] gzip) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 of what was compiled, in hexadecimal digits. */
    static String hash(byte[] data) {
        return HexFormat.of().formatHex(sha256().digest(data));
    }

    static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] resource(String name) {
        try (InputStream in = ShippedKernels.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
