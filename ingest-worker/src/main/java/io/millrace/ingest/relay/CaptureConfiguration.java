package io.millrace.ingest.relay;

import io.debezium.connector.postgresql.PostgresConnector;
import io.millrace.schemas.database.DatabaseMigrator;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * The engine's configuration; public so that the engine can be measured alone. Sources, unless named: Debezium 3.6.1, the
 * classes named in each comment.
 */
public final class CaptureConfiguration {

    private CaptureConfiguration() {}

    public static Properties of(RelayProperties relay, PostgresEndpoint postgres) {
        Properties all = new Properties();
        // Metrics are registered in the JVM under this name: an engine that is abandoned must not block the next.
        String name = relay.slotName() + "_" + UUID.randomUUID().toString().substring(0, 8);
        all.setProperty("name", name);
        all.setProperty("topic.prefix", name);
        all.setProperty("connector.class", PostgresConnector.class.getName());

        // With no stored offset and no snapshot the stream begins at the slot's confirmed_flush_lsn:
        // PostgresStreamingChangeEventSource#execute, PostgresReplicationConnection#initReplicationSlot,
        // NoDataSnapshotter.
        all.setProperty("offset.storage", MemoryOffsetBackingStore.class.getName());
        all.setProperty("snapshot.mode", "no_data");
        all.setProperty("slot.name", relay.slotName());
        all.setProperty("slot.drop.on.stop", "false");
        all.setProperty("plugin.name", "pgoutput");
        all.setProperty("publication.name", relay.publication());
        all.setProperty("publication.autocreate.mode", "disabled");
        all.setProperty("schema.include.list", DatabaseMigrator.SCHEMA);
        all.setProperty("table.include.list", DatabaseMigrator.SCHEMA + "\\.outbox");
        all.setProperty("tombstones.on.delete", "false");
        all.setProperty("extended.headers.enabled", "false");
        all.setProperty("binary.handling.mode", "bytes");
        all.setProperty("sourceinfo.struct.maker", EmptySourceInfoStructMaker.class.getName());

        // The slot moves by what we marked, never by the driver's own keep-alive: PostgresReplicationConnection.
        all.setProperty("lsn.flush.mode", "connector");
        all.setProperty("status.update.interval.ms", "2000");

        // A connection that is lost ends the engine, and the guard judges the slot again. A retry within the engine
        // would
        // stream on from an offset in memory, on whatever server answers: BaseSourceTask#poll, WalPositionLocator. It
        // also
        // means that no RetriableException can make the engine skip a batch: RetryingCallable#call.
        all.setProperty("errors.max.retries", "0");
        all.setProperty("slot.max.retries", "0");

        // In a busy database whose outbox rests, the slot would hold back all WAL: LogicalDecodingMessage,
        // HeartbeatImpl.
        all.setProperty("heartbeat.interval.ms", millis(relay.heartbeatInterval()));
        all.setProperty("heartbeat.action.query", "SELECT pg_logical_emit_message(false, 'millrace.heartbeat', '')");
        all.setProperty("message.prefix.include.list", "millrace\\.heartbeat");

        // The decoder pauses this long when nothing comes: PostgresStreamingChangeEventSource#processMessages. What it
        // has
        // decoded waits for nothing: BatchQueueProvider makes the batches.
        all.setProperty("poll.interval.ms", millis(relay.pollInterval()));
        all.setProperty("queue.provider.type", BatchQueueProvider.NAME);
        all.setProperty("max.batch.size", "1");
        all.setProperty(BatchQueueProvider.BATCH_SIZE, Integer.toString(relay.maxBatchSize()));
        all.setProperty("max.queue.size", Integer.toString(relay.maxQueueSize()));

        // An invalidated slot is asked for every two seconds, 900 times: PostgresConnection#readReplicationSlotInfo.
        all.setProperty("task.management.timeout.ms", millis(relay.stallTimeout()));

        all.setProperty("database.hostname", postgres.host());
        all.setProperty("database.port", Integer.toString(postgres.port()));
        all.setProperty("database.dbname", postgres.database());
        all.setProperty("database.user", postgres.user());
        all.setProperty("database.password", postgres.password());
        // PostgresConnector asks its metadata connection every status interval: silence this long is a dead server.
        all.setProperty("driver.socketTimeout", "30");
        all.setProperty("driver.connectTimeout", "10");
        all.setProperty("driver.socketFactory", ReplicationSocketFactory.class.getName());
        postgres.parameters().forEach((parameter, value) -> all.setProperty("driver." + parameter, value));
        return all;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
