package io.millrace.benchmarks.report;

/** What a figure should reach. A target that is missed fails nothing: it is shown. */
public sealed interface Target {

    /** Ours is at least this part of the raw limit. */
    record RatioAtLeast(double bound) implements Target {}

    /** Ours is at most so many times the raw limit. */
    record RatioAtMost(double bound) implements Target {}

    /** Ours is at most this, in the figure's unit. */
    record AtMost(double bound) implements Target {}

    record None() implements Target {}

    /** As a user reads it: {@code >= 0.5 x}. Empty when there is none. */
    default String text() {
        return switch (this) {
            case RatioAtLeast t -> ">= " + Numbers.plain(t.bound()) + "x";
            case RatioAtMost t -> "<= " + Numbers.plain(t.bound()) + "x";
            case AtMost t -> "<= " + Numbers.plain(t.bound());
            case None n -> "";
        };
    }
}
