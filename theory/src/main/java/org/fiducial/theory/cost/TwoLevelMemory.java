package org.fiducial.theory.cost;

import java.util.HashMap;
import java.util.Map;

/**
 * A fast memory of limited size in front of a slow one of unlimited size: the model in which IO claims are counted. A schedule says what
 * it loads, makes, stores and drops; the model counts words moved and refuses a schedule that does not fit, or that uses what is not there.
 */
public final class TwoLevelMemory {
    private final long capacity;
    private final Map<String, Long> resident = new HashMap<>();
    private long used;
    private long peak;
    private long loaded;
    private long stored;

    /** @param capacity words that the fast memory holds */
    public TwoLevelMemory(long capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("fast memory of " + capacity + " words, expected at least one");
        }
        this.capacity = capacity;
    }

    /** Brings a block from slow memory. */
    public void load(String block, long words) {
        make(block, words);
        loaded = Math.addExact(loaded, words);
    }

    /** Makes room for a block that is computed in fast memory. */
    public void make(String block, long words) {
        if (words < 0 || resident.containsKey(block)) {
            throw new IllegalArgumentException("block '" + block + "' of " + words
                    + " words, expected a new block of a size that is not negative");
        }
        if (used + words > capacity) {
            throw new ArithmeticException("block '" + block + "' of " + words + " words with " + used + " of "
                    + capacity + " words in use: the schedule does not fit");
        }
        resident.put(block, words);
        used += words;
        peak = Math.max(peak, used);
    }

    /** Says that a computation reads or changes a block. */
    public void use(String... blocks) {
        for (String block : blocks) {
            size(block);
        }
    }

    /** Writes a block back to slow memory; it stays in fast memory until it is dropped. */
    public void store(String block) {
        stored = Math.addExact(stored, size(block));
    }

    /** Frees a block's room without writing it back. */
    public void drop(String block) {
        used -= size(block);
        resident.remove(block);
    }

    private long size(String block) {
        Long words = resident.get(block);
        if (words == null) {
            throw new IllegalStateException("block '" + block + "' is not in fast memory");
        }
        return words;
    }

    public long loadedWords() {
        return loaded;
    }

    public long storedWords() {
        return stored;
    }

    /** Words moved in either direction. */
    public long movedWords() {
        return Math.addExact(loaded, stored);
    }

    /** The most words in use at any time. */
    public long peakWords() {
        return peak;
    }
}
