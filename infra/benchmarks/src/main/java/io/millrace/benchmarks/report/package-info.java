/**
 * What was measured: figures of benchmarks come in, a table for people and JSON for programs leave. It computes medians and
 * ratios, and nothing else: no figure is here that was not measured.
 */
@NullMarked
package io.millrace.benchmarks.report;

import org.jspecify.annotations.NullMarked;
