/**
 * Sync: change events in a topic come in, searchable points leave, and how fast. The bare Qdrant client writes the same points
 * in the same round.
 */
@NullMarked
package io.millrace.benchmarks.sync;

import org.jspecify.annotations.NullMarked;
