/**
 * Latency: a document event comes in, and it is measured when its point can be found, at a steady rate on the whole system. A
 * chain of bare clients takes the same hops, with nothing in between, in the same round.
 */
@NullMarked
package io.millrace.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
