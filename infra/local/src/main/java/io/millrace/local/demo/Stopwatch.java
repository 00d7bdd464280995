package io.millrace.local.demo;

/** Time since it was made. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    private final long begin = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - begin) / NANOS;
    }
}
