package org.fiducial.theory.random;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** A 256-bit seed. All draws of a run derive from one seed, each by a path of names, so that a part can be run again alone. */
public final class Seed {
    private static final int BYTES = 32;

    private final byte[] bits;

    private Seed(byte[] bits) {
        this.bits = bits;
    }

    /** A fresh seed from the system's entropy. */
    public static Seed fresh() {
        byte[] bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        return new Seed(bits);
    }

    /**
     * The seed that is the number n.
     *
     * @throws IllegalArgumentException if n is negative or 2^256 or more
     */
    public static Seed of(BigInteger n) {
        if (n.signum() < 0 || n.bitLength() > 8 * BYTES) {
            throw new IllegalArgumentException("seed " + n + ", expected an integer from 0 to 2^256 - 1");
        }
        byte[] magnitude = n.toByteArray();
        byte[] bits = new byte[BYTES];
        int length = Math.min(magnitude.length, BYTES);
        System.arraycopy(magnitude, magnitude.length - length, bits, BYTES - length, length);
        return new Seed(bits);
    }

    public static Seed of(long n) {
        return of(BigInteger.valueOf(n));
    }

    /**
     * A seed as people write it: a decimal number, or up to 64 hexadecimal digits after 0x.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Seed parse(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        try {
            return of(hex ? new BigInteger(text.substring(2), 16) : new BigInteger(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "seed '" + text + "', expected a decimal number or 0x and up to 64 hexadecimal digits", e);
        }
    }

    /** The seed of what is called {@code name} below this one. */
    public Seed derive(String name) {
        return new Seed(digest(bits, name.getBytes(StandardCharsets.UTF_8)));
    }

    /** The draws of this seed, from the beginning. */
    public RandomStream stream() {
        return new RandomStream(digest(bits, new byte[] {1}));
    }

    private static byte[] digest(byte[] prefix, byte[] rest) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(prefix);
            sha.update(rest);
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seed s && Arrays.equals(bits, s.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    /** The seed as {@link #parse} reads it. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bits);
    }
}
