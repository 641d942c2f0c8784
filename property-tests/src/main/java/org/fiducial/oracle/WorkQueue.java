package org.fiducial.oracle;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs independent parts of a check on several threads and hands their results over in the parts' order. */
public final class WorkQueue {
    private WorkQueue() {}

    /**
     * Runs all parts.
     *
     * @param threads number of threads, at least 1; with 1 the caller's own
     * @param result told every result in order, on the caller's thread
     */
    public static <R> void run(List<Callable<R>> parts, int threads, Consumer<R> result) {
        if (threads == 1) {
            for (Callable<R> part : parts) {
                result.accept(call(part));
            }
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, r -> {
            Thread t = new Thread(r, "fiducial");
            t.setDaemon(true);
            return t;
        });
        try {
            // A few parts ahead of the one being waited for: bounded memory, busy threads.
            ArrayDeque<Future<R>> running = new ArrayDeque<>();
            int next = 0;
            while (next < parts.size() || !running.isEmpty()) {
                while (next < parts.size() && running.size() < 3 * threads) {
                    running.add(pool.submit(parts.get(next++)));
                }
                result.accept(await(running.remove()));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static <R> R call(Callable<R> part) {
        try {
            return part.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <R> R await(Future<R> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
