package io.millrace.benchmarks;

import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.stack.PrivateStack;

/** One thing that is measured against a raw limit, round by round. */
public interface Benchmark {

    /**
     * Measures on a stack that it may have to itself; leaves no application running that was not before.
     *
     * @throws Exception with a message for the user, when it cannot be measured
     */
    BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception;
}
