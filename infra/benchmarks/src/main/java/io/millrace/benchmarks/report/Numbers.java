package io.millrace.benchmarks.report;

import java.util.Locale;

/** Numbers with about three significant digits, which is as many as a benchmark can honestly have. */
final class Numbers {

    private Numbers() {}

    static String rounded(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Without a fraction when there is none. */
    static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
