/**
 * The durable index of one collection: what arrives are numbered, fully resolved operations on points, what leaves are
 * immutable views of the points.
 *
 * <p>An operation is appended to the write-ahead log, synced, applied to Lucene and refreshed before it is acknowledged. A
 * Lucene commit records the number of the last operation it holds; a restart replays the log from there. So an acknowledged
 * operation survives {@code kill -9} and power loss, and is applied once. Vectors and payloads live in memory-mapped files,
 * never on the heap beyond the indexing buffer.
 */
@NullMarked
package io.millrace.local.qdrant.index;

import org.jspecify.annotations.NullMarked;
