package io.millrace.local.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What the user sees: results on one writer, progress on the other, both flushed line by line so that they interleave on
 * a terminal. Thread-safe.
 */
final class Console {
    private static final int LABEL = 15;
    private static final String ROW = "  %-" + LABEL + "s %s%n";
    private static final int INDENT = LABEL + 3;

    private final PrintWriter results;
    private final PrintWriter progress;
    private final int width;
    private boolean silent;

    /**
     * A console.
     *
     * @param width columns of a line of results
     */
    Console(PrintWriter results, PrintWriter progress, int width) {
        this.results = results;
        this.progress = progress;
        this.width = width;
    }

    int width() {
        return width;
    }

    /** Begins a part of the report. */
    synchronized void heading(String title, String what) {
        line("");
        line(String.format(Locale.ROOT, "%-9s %s", title, what));
    }

    /** A result with its name, wrapped to the width. */
    synchronized void row(String label, String text) {
        List<String> lines = Layout.wrap(text, width - INDENT);
        for (int i = 0; i < lines.size(); i++) {
            if (!silent) {
                results.printf(Locale.ROOT, ROW, i == 0 ? label : "", lines.get(i));
            }
        }
        results.flush();
    }

    /** A result as it is. */
    synchronized void line(String text) {
        if (!silent) {
            results.println(text);
            results.flush();
        }
    }

    /** How far something is. */
    synchronized void progress(String label, String text) {
        if (!silent) {
            progress.printf(Locale.ROOT, ROW, label, text);
            progress.flush();
        }
    }

    /** A progress line of another program, such as {@code postgres: ready in 1.2 s}. */
    void progress(String line) {
        int colon = line.indexOf(": ");
        if (colon < 0) {
            progress(line, "");
        } else {
            progress(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    /** A sentence on the progress writer, also when silent. */
    synchronized void sentence(String text) {
        progress.println(text);
        progress.flush();
    }

    /** From now on only sentences are shown: what is under way fails now, and need not say so. */
    synchronized void silence() {
        silent = true;
    }
}
