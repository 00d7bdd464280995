package io.millrace.ingest.relay;

import io.debezium.connector.postgresql.SourceInfo;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads outbox rows and positions out of the engine's records, with no transformation and no converter between: at the rates
 * wanted, building the event router's records would cost as much as decoding the rows.
 */
final class CapturedRows {

    private static final String ENVELOPE = ".Envelope";

    private CapturedRows() {}

    /** The inserted row; empty for heartbeats, logical messages and whatever else the engine tells of. */
    static Optional<Struct> inserted(SourceRecord record) {
        Schema schema = record.valueSchema();
        if (schema == null || schema.name() == null || !schema.name().endsWith(ENVELOPE)) {
            return Optional.empty();
        }
        return "c".equals(((Struct) record.value()).getString("op"))
                ? Optional.of(((Struct) record.value()).getStruct("after"))
                : Optional.empty();
    }

    static OutboxRow row(Struct after) {
        byte[] key = bytes(after.get("aggregateid"));
        if (key == null) {
            throw new IllegalStateException("an outbox row without aggregateid contradicts its table");
        }
        return new OutboxRow(
                after.getString("id"),
                after.getString("aggregatetype"),
                key,
                after.getString("type"),
                bytes(after.get("payload")),
                after.getInt32("partition"),
                after.getString("document_id"),
                after.getInt64("version"),
                after.getString("traceparent"));
    }

    /** When the row's transaction committed, by the database's clock. Source: Debezium 3.6.1 {@code PostgresOffsetContext}. */
    static Instant committedAt(SourceRecord inserted) {
        if (inserted.sourceOffset().get(SourceInfo.TIMESTAMP_USEC_KEY) instanceof Long micros) {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }
        throw new IllegalStateException("a row was captured without the time of its commit");
    }

    /**
     * What the slot will confirm once this record is marked: the last commit before it, or within the first transaction its
     * own position; empty before anything was received. Source: Debezium 3.6.1
     * {@code PostgresStreamingChangeEventSource#commitOffset}, {@code PostgresOffsetContext#getOffset}.
     */
    static Optional<LogSequenceNumber> confirmable(SourceRecord record) {
        Map<String, ?> offset = record.sourceOffset();
        Object lsn = offset.get("lsn_commit") != null ? offset.get("lsn_commit") : offset.get("lsn_proc");
        return lsn instanceof Number number
                ? Optional.of(LogSequenceNumber.valueOf(number.longValue()))
                : Optional.empty();
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] array -> array;
            case ByteBuffer buffer
            when buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length ->
                buffer.array();
            case ByteBuffer buffer -> {
                byte[] copy = new byte[buffer.remaining()];
                buffer.duplicate().get(copy);
                yield copy;
            }
            default -> throw new IllegalStateException("a bytea column came as " + value.getClass());
        };
    }
}
