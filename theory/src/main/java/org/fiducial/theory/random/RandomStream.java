package org.fiducial.theory.random;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 in counter mode: the generator of every draw that carries a probability. The one assumption is that its output cannot be told
 * from uniform bits. Not for use by several threads at once.
 */
public final class RandomStream {
    private static final byte[] ZEROS = new byte[4096];

    private final Cipher cipher;
    private ByteBuffer block = ByteBuffer.allocate(0);

    RandomStream(byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256 in counter mode", e);
        }
    }

    /** 64 uniform bits. */
    public long bits() {
        if (!block.hasRemaining()) {
            block = ByteBuffer.wrap(cipher.update(ZEROS));
        }
        return block.getLong();
    }

    /** A uniform integer 0 <= x < bound, by rejection. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + ", expected a positive number");
        }
        int shift = Long.numberOfLeadingZeros(bound - 1 | 1);
        long x;
        do {
            x = bits() >>> shift;
        } while (x >= bound);
        return x;
    }

    /** A uniform integer from first to last, both included. */
    public long between(long first, long last) {
        return first + below(Math.addExact(Math.subtractExact(last, first), 1));
    }

    /** A uniform multiple of 2^-53 in [0, 1). */
    public double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }
}
