/**
 * Relay: committed outbox rows come in, records in a topic leave, and how fast. The same rows are drained from a slot of
 * their own by the bare replication client, and the same records sent by a bare producer, in the same round.
 */
@NullMarked
package io.millrace.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
