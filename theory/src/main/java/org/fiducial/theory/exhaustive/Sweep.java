package org.fiducial.theory.exhaustive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Format;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;

/**
 * A scalar map checked on every code of a format of at most 32 bits, block by block, by several threads, and resumed after an interruption. The result does not depend on threads or interruptions.
 *
 * @param format the format whose codes are swept
 * @param error the map's error at a code
 * @param bound the largest error claimed
 * @param label what is swept, so that another sweep's state is not resumed
 */
public record Sweep(Format format, CodeError error, double bound, String label) {
    private static final int BLOCK_BITS = 16;
    /** Blocks between two savings of the state: 64 savings of all 2^32 codes. */
    private static final int SAVED = 1024;

    private static final String HEADER = "fiducial sweep 1 ";

    public Sweep {
        if (format.bits() > 32) {
            throw new IllegalArgumentException(
                    "sweep of " + format + " with codes of " + format.bits() + " bits, expected at most 32");
        }
    }

    /** What a block of codes showed: how many were finite, infinite, NaN and undecided, and the worst error and where. */
    public record Block(long finite, long infinite, long nan, long undecided, double worst, long at) {
        private static final Block NONE = new Block(0, 0, 0, 0, -1, -1);

        private Block plus(Block y) {
            boolean mine = worse(worst, y.worst) || worst == y.worst && at <= y.at;
            return new Block(
                    finite + y.finite,
                    infinite + y.infinite,
                    nan + y.nan,
                    undecided + y.undecided,
                    mine ? worst : y.worst,
                    mine ? at : y.at);
        }

        private static boolean worse(double x, double y) {
            return Double.isNaN(x) ? !Double.isNaN(y) : x > y;
        }
    }

    /** Sweeps all codes on this thread. */
    public Evidence run() {
        return run(1, "", state -> {}, Long.MAX_VALUE);
    }

    /** Sweeps all codes by all processors, and goes on where the run's folder says that an earlier sweep stopped. */
    public Evidence run(CheckRun run) {
        return run(run, Long.MAX_VALUE);
    }

    /** The same, stopped after so many blocks; formats of one block are never worth a file. */
    public Evidence run(CheckRun run, long mostBlocks) {
        int threads = Runtime.getRuntime().availableProcessors();
        if (run.folder().isEmpty() || format.bits() <= BLOCK_BITS) {
            return run(threads, "", state -> {}, mostBlocks);
        }
        SweepFile file = SweepFile.of(run.folder().get(), format + " " + label);
        return run(threads, file.read(), file::write, mostBlocks);
    }

    /**
     * Sweeps all codes, or goes on where an earlier sweep stopped.
     *
     * @param threads how many threads share the blocks
     * @param state what the earlier sweep saved last, or an empty text
     * @param save is given the state now and then, to be kept in a file
     * @param mostBlocks stop after that many blocks of 65536 codes; the evidence is then UNDECIDED
     */
    public Evidence run(int threads, String state, Consumer<String> save, long mostBlocks) {
        long blocks = blocks();
        TreeMap<Long, Block> done = parsed(state);
        List<Long> open = new ArrayList<>();
        for (long b = 0; b < blocks && open.size() < mostBlocks; b++) {
            if (!done.containsKey(b)) {
                open.add(b);
            }
        }
        sweep(threads, open, done, save);
        Block all = done.values().stream().reduce(Block.NONE, Block::plus);
        return done.size() < blocks ? stopped(done.size(), blocks) : judge(all);
    }

    private long blocks() {
        return 1L << Math.max(0, format.bits() - BLOCK_BITS);
    }

    private long codesInBlock() {
        return 1L << Math.min(format.bits(), BLOCK_BITS);
    }

    private static Evidence stopped(long done, long blocks) {
        return Evidence.undecided("stopped after " + done + " of " + blocks + " blocks");
    }

    private Evidence judge(Block all) {
        Evidence e;
        if (all.finite == 0) {
            e = Evidence.vacuous("no finite code");
        } else if (!(all.worst <= bound)) {
            e = Evidence.refuted("error " + all.worst + " at code 0x" + Long.toHexString(all.at) + " ("
                    + format.toDouble(all.at) + "), claimed at most " + bound);
        } else if (all.undecided > 0) {
            e = Evidence.undecided(all.undecided + " codes undecided");
        } else {
            e = Evidence.verified(EvidenceKind.EXHAUSTIVE, "all codes of " + format);
        }
        return e.with("finite codes", all.finite)
                .with("infinite codes", all.infinite)
                .with("NaN codes", all.nan)
                .with("undecided codes", all.undecided)
                .with("worst error", all.worst)
                .with("worst at code", "0x" + Long.toHexString(all.at))
                .with("bound", bound);
    }

    private void sweep(int threads, List<Long> open, TreeMap<Long, Block> done, Consumer<String> save) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Block>> results = new ArrayList<>();
            for (long b : open) {
                Callable<Block> block = () -> block(b);
                results.add(pool.submit(block));
            }
            for (int i = 0; i < results.size(); i++) {
                done.put(open.get(i), results.get(i).get());
                if (i % SAVED == SAVED - 1 || i == results.size() - 1) {
                    save.accept(text(done));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("sweep interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("sweep of " + label + " failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private Block block(long b) {
        long first = b << BLOCK_BITS;
        long end = first + codesInBlock();
        long finite = 0;
        long infinite = 0;
        long undecided = 0;
        double worst = -1;
        long at = -1;
        for (long code = first; code < end; code++) {
            if (format.isFinite(code)) {
                finite++;
            } else if (format.isInfinite(code)) {
                infinite++;
            }
            try {
                double e = error.at(code);
                if (Block.worse(e, worst)) {
                    worst = e;
                    at = code;
                }
            } catch (UndecidedException u) {
                undecided++;
            }
        }
        return new Block(finite, infinite, end - first - finite - infinite, undecided, worst, at);
    }

    private String text(Map<Long, Block> done) {
        StringBuilder s = new StringBuilder(HEADER + format + " " + label + "\n");
        done.forEach((b, r) -> s.append(b + " " + r.finite + " " + r.infinite + " " + r.nan + " " + r.undecided + " "
                + r.worst + " " + r.at + "\n"));
        return s.toString();
    }

    private TreeMap<Long, Block> parsed(String state) {
        TreeMap<Long, Block> done = new TreeMap<>();
        if (state.isEmpty()) {
            return done;
        }
        List<String> lines = state.lines().toList();
        String expected = HEADER + format + " " + label;
        if (!lines.get(0).equals(expected)) {
            throw new IllegalArgumentException(
                    "saved sweep begins '" + lines.get(0) + "', expected '" + expected + "'");
        }
        for (int i = 1; i < lines.size(); i++) {
            String[] f = lines.get(i).split(" ", -1);
            if (f.length != 7) {
                throw new IllegalArgumentException(
                        "saved sweep, line " + (i + 1) + ": " + Arrays.toString(f) + ", expected 7 numbers");
            }
            Block block = new Block(
                    Long.parseLong(f[1]),
                    Long.parseLong(f[2]),
                    Long.parseLong(f[3]),
                    Long.parseLong(f[4]),
                    Double.parseDouble(f[5]),
                    Long.parseLong(f[6]));
            long number = Long.parseLong(f[0]);
            if (number < 0 || number >= blocks() || block.finite + block.infinite + block.nan != codesInBlock()) {
                throw new IllegalArgumentException(
                        "saved sweep, line " + (i + 1) + ": " + Arrays.toString(f) + ", expected a block of " + format);
            }
            done.put(number, block);
        }
        return done;
    }
}
