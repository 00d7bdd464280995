/**
 * EmbeddedQdrant: a server on the official Qdrant gRPC services over a durable Lucene index, for a machine without Docker.
 *
 * <p>What arrives are calls of any Qdrant client on the loopback interface, with an API key; what leaves are the answers
 * that a Qdrant server gives to collections, aliases, payload indexes, points, filters, scrolls, counts and queries.
 * Whatever is not implemented answers {@code UNIMPLEMENTED} by its name. A write that was acknowledged with {@code wait}
 * is on disk and is seen by every later read, also after {@code kill -9}.
 */
@NullMarked
package io.millrace.local.qdrant;

import org.jspecify.annotations.NullMarked;
