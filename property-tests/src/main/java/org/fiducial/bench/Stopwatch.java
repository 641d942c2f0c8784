package org.fiducial.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Times of work, the least of several runs. */
final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Stopwatch() {}

    /** Seconds of processor time of this thread, so that other work on the machine counts little. */
    static double processor(int runs, Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < runs; i++) {
            long t = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - t) * 1e-9);
        }
        return best;
    }

    /** Seconds that pass. */
    static double wall(int runs, Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < runs; i++) {
            long t = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - t) * 1e-9);
        }
        return best;
    }
}
