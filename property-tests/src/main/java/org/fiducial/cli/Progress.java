package org.fiducial.cli;

import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error that appears once work has taken two seconds, and only where a person watches. */
final class Progress implements LongConsumer, AutoCloseable {
    private static final long DELAY = 2_000_000_000L;

    private final String task;
    private final long total;
    private final boolean wanted;
    private final long start = System.nanoTime();
    private @Nullable ProgressBar bar;

    /** @param total the number that counts as finished */
    Progress(String task, long total, boolean wanted) {
        this.task = task;
        this.total = total;
        this.wanted = wanted;
    }

    @Override
    public synchronized void accept(long done) {
        if (!wanted || System.nanoTime() - start < DELAY) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" rows", 1)
                    .setUpdateIntervalMillis(200)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .clearDisplayOnFinish()
                    .build();
        }
        bar.stepTo(done);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
