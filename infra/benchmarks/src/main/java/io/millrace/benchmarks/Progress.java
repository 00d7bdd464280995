package io.millrace.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines on stderr about what is going on, with seconds since the beginning. Thread-safe. */
public final class Progress {

    private final PrintWriter err;
    private final long begin = System.nanoTime();

    Progress(PrintWriter err) {
        this.err = err;
    }

    public synchronized void say(String line) {
        err.println(String.format(Locale.ROOT, "[%4d s] %s", (System.nanoTime() - begin) / 1_000_000_000, line));
        err.flush();
    }
}
