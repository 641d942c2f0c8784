package org.fiducial.arithmetic.model;

/**
 * What is declared of the order in which an implementation sums over keys, and of the tiles it visits them in.
 *
 * @param kind the structure
 * @param size largest number of additions one term passes through (DEPTH), or keys a tile (TILES); 0 for ANY
 */
public record SumOrder(Kind kind, int size) {
    /** The structures that can be declared. */
    public enum Kind {
        /** Nothing declared: any order; tiles, if there are any, hold at least {@link #SMALLEST_TILE} keys. */
        ANY,
        /** One term passes through at most that many additions; one pass without tiles. */
        DEPTH,
        /**
         * Tiles of that many keys visited in sequence. Each tile is summed by itself, in any order, and then added to the rescaled total; an
         * implementation that goes on adding single terms to the total is to declare {@link #ANY}.
         */
        TILES
    }

    /** Without a declaration, tiles of an online softmax are taken to hold at least this many keys. */
    public static final int SMALLEST_TILE = 16;

    /** Any order. */
    public static final SumOrder ANY = new SumOrder(Kind.ANY, 0);

    public SumOrder {
        if (kind == Kind.ANY ? size != 0 : size < 1) {
            throw new IllegalArgumentException("summation " + kind + " of size " + size + ", expected a positive size");
        }
    }

    /**
     * Reads {@code any}, {@code depth:H} or {@code tiles:B}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static SumOrder parse(String text) {
        if (text.equals("any")) {
            return ANY;
        }
        String[] parts = text.split(":", -1);
        if (parts.length == 2 && parts[1].matches("[1-9][0-9]{0,8}")) {
            int size = Integer.parseInt(parts[1]);
            if (parts[0].equals("depth")) {
                return new SumOrder(Kind.DEPTH, size);
            }
            if (parts[0].equals("tiles")) {
                return new SumOrder(Kind.TILES, size);
            }
        }
        throw new IllegalArgumentException("summation '" + text + "', expected any, depth:H or tiles:B");
    }

    /**
     * T of claim C12: the largest number of exponentials that one weight passes through. A tile without allowed keys does not move the
     * running maximum, and e^0 is taken to be exactly 1.
     *
     * @param allowed number of allowed keys of the row
     * @param span distance from the first allowed key to the end of the last, at least {@code allowed}
     * @param aligned whether the first allowed key is known to begin a tile
     */
    public int exponentials(int allowed, int span, boolean aligned) {
        int tile =
                switch (kind) {
                    case ANY -> SMALLEST_TILE;
                    case DEPTH -> Integer.MAX_VALUE;
                    case TILES -> size;
                };
        if (allowed == 0 || kind == Kind.DEPTH) {
            return 1;
        }
        int touched = aligned ? (span - 1) / tile + 1 : (span + tile - 2) / tile + 1;
        return Math.max(1, Math.min(allowed, touched));
    }

    /** N of claim C12 without the weights' final factor: roundings that one term of a sum over keys passes through, product included. */
    public int roundings(int allowed, int exponentials) {
        int sequential =
                switch (kind) {
                    case ANY -> allowed;
                    case DEPTH -> Math.min(allowed, 1 + size);
                    case TILES -> Math.min(allowed, size);
                };
        return sequential + 2 * exponentials;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ANY -> "any";
            case DEPTH -> "depth:" + size;
            case TILES -> "tiles:" + size;
        };
    }
}
