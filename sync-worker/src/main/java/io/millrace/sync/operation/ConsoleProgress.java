package io.millrace.sync.operation;

import io.millrace.sync.rebuild.ReplayProgress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress on stderr: a bar on a terminal, now and then a line elsewhere. Not thread-safe; close it. */
final class ConsoleProgress implements ReplayProgress, AutoCloseable {

    private static final long LINE_EVERY = 5_000_000_000L;

    private final PrintStream err;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String stage = "";
    private long total;
    private long done;
    private long lastLine;

    ConsoleProgress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @SuppressWarnings("SystemConsoleNull") // an implementation that is plugged in may still answer null
    static ConsoleProgress onStderr() {
        Console console = System.console();
        return new ConsoleProgress(System.err, console != null && console.isTerminal());
    }

    @Override
    public void stage(String name, long records) {
        close();
        stage = name;
        total = records;
        done = 0;
        lastLine = System.nanoTime();
        if (terminal && records > 0) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(records)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build();
        } else {
            err.println(records > 0 ? String.format(Locale.ROOT, "%s: %,d events", name, records) : name);
        }
    }

    @Override
    public void advanced(long records) {
        done += records;
        ProgressBar shown = bar;
        if (shown != null) {
            shown.stepTo(Math.min(done, total));
        } else if (System.nanoTime() - lastLine > LINE_EVERY) {
            lastLine = System.nanoTime();
            err.println(String.format(Locale.ROOT, "%s: %,d of about %,d events", stage, done, Math.max(done, total)));
        }
    }

    @Override
    public void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
            bar = null;
        }
    }
}
