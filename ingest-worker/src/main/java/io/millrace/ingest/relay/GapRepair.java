package io.millrace.ingest.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a slot that can be trusted, and sends what a lost one may have skipped. Nothing falls between: the new slot exports
 * the snapshot of the very moment from which it streams, and exactly that snapshot's rows are sent. It survives a crash at
 * any point: the watermark says "unfinished" from before the slot is dropped until every row is durable.
 *
 * <p>Source: PostgreSQL 18 manual, "CREATE_REPLICATION_SLOT … SNAPSHOT 'export'" and "SET TRANSACTION SNAPSHOT".
 */
final class GapRepair {

    /** A slot waits for every transaction that is under way when it is made. */
    private static final Duration SLOT_TIMEOUT = Duration.ofSeconds(60);

    private static final int FETCH = 500;

    /**
     * Whole documents, by version: of each key the newest row is sent last, whatever the clocks said, and so stays after
     * compaction. A document with a row in the range is sent with all its retained rows: its newest row may be the one whose
     * transaction began first.
     */
    private static final String ROWS = """
            SELECT id::text, aggregatetype, aggregateid, type, payload, partition, document_id::text, version, traceparent, created_at
            FROM outbox
            WHERE created_at >= ? OR document_id IS NULL
               OR document_id IN (SELECT document_id FROM outbox WHERE created_at >= ?)
            ORDER BY version, id
            """;

    private static final Logger log = LoggerFactory.getLogger(GapRepair.class);

    private final PostgresEndpoint postgres;
    private final ReplicationSlot slot;
    private final OutboxRecords records;
    private final OutboxSender sender;
    private final WatermarkTopic watermarks;
    private final Duration margin;
    private final LeaderLock lock;

    GapRepair(
            PostgresEndpoint postgres,
            ReplicationSlot slot,
            OutboxRecords records,
            OutboxSender sender,
            WatermarkTopic watermarks,
            Duration margin,
            LeaderLock lock) {
        this.postgres = postgres;
        this.slot = slot;
        this.records = records;
        this.sender = sender;
        this.watermarks = watermarks;
        this.margin = margin;
        this.lock = lock;
    }

    /** @return the watermark from which the new slot may be streamed */
    Watermark run(SlotVerdict.Repair why, ServerPosition server, StopSignal stop)
            throws SQLException, InterruptedException {
        Optional<Instant> since = why.sentUntil().map(instant -> instant.minus(margin));
        log.atWarn()
                .addKeyValue("slot", slot.name())
                .addKeyValue("reason", why.reason())
                .addKeyValue("since", since.map(Instant::toString).orElse("everything retained"))
                .log("The slot cannot be trusted: a new one is made and outbox rows are sent again");
        writeWatermark(Watermark.ofUnfinishedRepair(server, why.sentUntil()));
        slot.drop(lock.connection());
        try (Connection creator = postgres.connectForReplication("millrace-relay-repair");
                Connection reader = postgres.connect("millrace-relay-repair", Duration.ZERO)) {
            LogSequenceNumber start = createSlot(creator, reader);
            Sent sent = sendRows(reader, since.orElse(Instant.EPOCH), stop);
            Watermark repaired = new Watermark(
                    server.systemIdentifier(),
                    server.timeline(),
                    start,
                    sent.newest().isAfter(why.sentUntil().orElse(Instant.EPOCH))
                            ? sent.newest()
                            : why.sentUntil().orElse(Instant.EPOCH));
            writeWatermark(repaired);
            log.atInfo()
                    .addKeyValue("slot", slot.name())
                    .addKeyValue("records", sent.rows())
                    .addKeyValue("lsn", start.asString())
                    .log("The outbox is repaired");
            return repaired;
        }
    }

    private void writeWatermark(Watermark watermark) throws InterruptedException {
        sender.sendAll(List.of(watermarks.toRecord(watermark)));
    }

    /** Leaves {@code reader} in a transaction that sees the database as it is where the slot begins. */
    private LogSequenceNumber createSlot(Connection creator, Connection reader) throws SQLException {
        try (Statement create = creator.createStatement()) {
            create.setQueryTimeout(Math.toIntExact(SLOT_TIMEOUT.toSeconds()));
            try (ResultSet created = create.executeQuery(
                    "CREATE_REPLICATION_SLOT \"" + slot.name() + "\" LOGICAL pgoutput (SNAPSHOT 'export')")) {
                created.next();
                LogSequenceNumber start = LogSequenceNumber.valueOf(created.getString("consistent_point"));
                reader.setAutoCommit(false);
                reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                reader.setReadOnly(true);
                try (Statement adopt = reader.createStatement()) {
                    adopt.execute("SET TRANSACTION SNAPSHOT '" + created.getString("snapshot_name") + "'");
                    adopt.execute("SET LOCAL work_mem = '64MB'");
                }
                return start;
            }
        }
    }

    private Sent sendRows(Connection reader, Instant since, StopSignal stop) throws SQLException, InterruptedException {
        OffsetDateTime from = since.atOffset(ZoneOffset.UTC);
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(FETCH);
        long rows = 0;
        Instant newest = Instant.EPOCH;
        try (PreparedStatement select = reader.prepareStatement(ROWS)) {
            select.setFetchSize(FETCH);
            select.setObject(1, from);
            select.setObject(2, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    batch.add(records.of(row(row)));
                    rows++;
                    Instant createdAt = row.getObject(10, OffsetDateTime.class).toInstant();
                    newest = createdAt.isAfter(newest) ? createdAt : newest;
                    if (batch.size() == FETCH) {
                        requireLeadership(stop);
                        sender.sendAll(batch);
                        batch.clear();
                    }
                }
            }
        }
        sender.sendAll(batch);
        reader.rollback();
        return new Sent(rows, newest);
    }

    private void requireLeadership(StopSignal stop) throws InterruptedException {
        if (stop.isRaised()) {
            throw new InterruptedException("the relay is to end");
        }
        lock.verify();
    }

    private static OutboxRow row(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getString(1),
                row.getString(2),
                row.getBytes(3),
                row.getString(4),
                row.getBytes(5),
                row.getInt(6),
                row.getString(7),
                row.getLong(8),
                row.getString(9));
    }

    private record Sent(long rows, Instant newest) {}
}
