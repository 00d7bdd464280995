package io.millrace.benchmarks.report;

/**
 * What the same work costs with bare clients, in the same run.
 *
 * @param name what was done, in a few words
 */
public record RawLimit(String name, Sample sample) {}
