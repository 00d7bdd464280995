/**
 * The relay: rows committed to {@code outbox} come in through logical decoding, Kafka records leave.
 *
 * <p>It guarantees that every committed row reaches its topic at least once, and the rows of a document in commit order, under
 * crashes of the relay, PostgreSQL and Kafka, the loss or misplacement of the replication slot, and failover between
 * instances. It does not guarantee exactly once: readers order by version. Each rule stands where it is kept, with its
 * source:
 *
 * <ol>
 *   <li>The slot is the only truth: {@link io.millrace.ingest.relay.CaptureConfiguration}.
 *   <li>The watermark, the guard and the gap repair: {@link io.millrace.ingest.relay.Watermark}, {@link
 *       io.millrace.ingest.relay.SlotGuard}, {@link io.millrace.ingest.relay.GapRepair}.
 *   <li>Send, flush, check, watermark, mark; no Connect exception escapes: {@link
 *       io.millrace.ingest.relay.OutboxBatchHandler}, {@link io.millrace.ingest.relay.RelayException}.
 *   <li>Supervisor and watchdog: {@link io.millrace.ingest.relay.OutboxRelay}, {@link io.millrace.ingest.relay.LeaderTerm}.
 *   <li>The outbox is only inserted into, row by row: its writers keep that; the publication publishes inserts only.
 *   <li>The engine's settings: {@link io.millrace.ingest.relay.CaptureConfiguration}.
 *   <li>One leader: {@link io.millrace.ingest.relay.LeaderLock}.
 *   <li>The producer: {@link io.millrace.ingest.relay.KafkaClients}, {@link io.millrace.ingest.relay.OutboxSender}; a row that
 *       no topic can ever take: {@link io.millrace.ingest.relay.RelayDeadLetters}.
 *   <li>Latency: the poll interval of {@link io.millrace.ingest.relay.RelayProperties}.
 * </ol>
 */
@NullMarked
package io.millrace.ingest.relay;

import org.jspecify.annotations.NullMarked;
