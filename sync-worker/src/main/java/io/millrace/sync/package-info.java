/**
 * The sync-worker: change events from Kafka come in, points in Qdrant and marks in Postgres leave. It knows nothing of
 * embedding: vectors are in the events.
 */
@NullMarked
package io.millrace.sync;

import org.jspecify.annotations.NullMarked;
