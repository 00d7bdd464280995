/**
 * Documents by id and pages of chunks: a collection of as many chunks as are asked for goes in, the times of single reads through
 * query-api and of the same statements without it come out.
 */
@NullMarked
package io.millrace.benchmarks.lookup;

import org.jspecify.annotations.NullMarked;
