package io.millrace.ingest.publish;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress on standard error: a bar on a terminal, now and then a line elsewhere. Used by one thread. */
final class Progress implements AutoCloseable {

    /** ECMA-48: carriage return, then EL. */
    private static final String ERASE_LINE = "\r\u001B[K";

    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final PrintStream err;
    private final String task;
    private final long total;
    private final @Nullable ProgressBar bar;
    private long done;
    private Instant lastLine = Instant.now();

    Progress(PrintStream err, String task, long total, boolean terminal) {
        this.err = err;
        this.task = task;
        this.total = total;
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(err))
                        .build()
                : null;
    }

    void to(long count) {
        done = count;
        if (bar != null) {
            bar.stepTo(count);
        } else if (Instant.now().isAfter(lastLine.plus(LINE_EVERY))) {
            line();
        }
    }

    void step() {
        to(done + 1);
    }

    /** A line of its own, above the bar if there is one. */
    void say(String sentence) {
        err.println(bar == null ? sentence : ERASE_LINE + sentence);
        if (bar != null) {
            bar.refresh();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else {
            line();
        }
    }

    private void line() {
        lastLine = Instant.now();
        err.println(task + ": " + done + " of " + total);
    }
}
