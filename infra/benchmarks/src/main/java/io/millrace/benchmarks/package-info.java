/**
 * {@code ./millrace bench}: measures this machine, our figure beside the raw limit of the same run. Options come in; a table or
 * JSON leaves on stdout, progress on stderr. Nothing of a run stays behind, and a figure that misses its target fails nothing.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
