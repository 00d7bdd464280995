package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.topic.DocumentPartition;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.sync.collection.CollectionLedger;
import io.millrace.sync.collection.CollectionRow;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.erasure.ErasureSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A migrated database, a topic prefix and clients of its own on a stack that others use too. Plays relay and ingest. */
final class Installation implements AutoCloseable {

    static final int DIMENSION = 8;
    static final int PARTITIONS = 3;

    final SyncSettings settings;
    final HikariDataSource database;
    final QdrantConnection qdrant;
    final KafkaClients kafka;
    final KafkaProducer<byte[], byte[]> producer;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ChangeEventCodec codec = new ChangeEventCodec();
    private final Admin admin;
    private final PostgresServer postgres;
    private final String databaseName;

    Installation(Stack stack) {
        this(stack, Map.of());
    }

    /** @param variables of the environment beside those that the stack has */
    Installation(Stack stack, Map<String, String> variables) {
        postgres = stack.postgres();
        databaseName = postgres.createDatabase();
        DatabaseMigrator.migrate(
                new DatabaseAdministrator(
                        postgres.jdbcUrl(databaseName), postgres.adminUser(), postgres.adminPassword()),
                Map.of(DatabaseRole.SYNC, "sync"));
        Map<String, String> env = new HashMap<>();
        env.put("MILLRACE_POSTGRES_URL", postgres.jdbcUrl(databaseName));
        env.put("MILLRACE_SYNC_PASSWORD", "sync");
        env.put("MILLRACE_QDRANT_URL", stack.qdrant().url().toString());
        env.put("MILLRACE_QDRANT_API_KEY", stack.qdrant().apiKey());
        env.put("MILLRACE_TOPIC_PREFIX", "t" + UUID.randomUUID().toString().substring(0, 8));
        stack.kafka().clientProperties().forEach((name, value) -> {
            switch (name) {
                case "bootstrap.servers" -> env.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", value.toString());
                case "security.protocol" -> env.put("MILLRACE_KAFKA_SECURITY_PROTOCOL", value.toString());
                case "sasl.mechanism" -> env.put("MILLRACE_KAFKA_SASL_MECHANISM", value.toString());
                case "sasl.jaas.config" -> env.put("MILLRACE_KAFKA_SASL_JAAS_CONFIG", value.toString());
                case "ssl.truststore.location" -> env.put("MILLRACE_KAFKA_CA_FILE", value.toString());
                case "ssl.truststore.type" -> assertThat(value).isEqualTo("PEM");
                default -> throw new IllegalStateException("no variable for client property " + name);
            }
        });
        env.putAll(variables);
        this.environment = Map.copyOf(env);
        settings = SyncSettings.from(env::get);
        database = PostgresConnections.pool(settings.postgres(), 4);
        qdrant = new QdrantConnection(settings.qdrant(), Duration.ofSeconds(20));
        kafka = new KafkaClients(settings.kafka());
        producer = kafka.producer();
        admin = kafka.admin();
        provisioner().ensure(List.of(TopicSpec.collections(topics())));
    }

    final Map<String, String> environment;

    TopicNames topics() {
        return settings.topics();
    }

    private TopicProvisioner provisioner() {
        return new TopicProvisioner(admin, Optional.of((short) 1));
    }

    SyncPipeline pipeline() {
        return pipeline(ErasureSettings.DEFAULT);
    }

    SyncPipeline pipeline(ErasureSettings erasure) {
        return new SyncPipeline(settings, erasure, database, qdrant, meters, Clock.systemUTC());
    }

    /** A row, a topic and a spec, as the query-api makes them. */
    CollectionId createCollection(int dimension) {
        CollectionId id = CollectionId.random();
        execute(
                "INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions)"
                        + " VALUES (?, ?, ?, 'hashing', ?, ?)",
                id.value(),
                name(id),
                id.vectorStoreName().value(),
                dimension,
                PARTITIONS);
        provisioner().ensure(List.of(TopicSpec.chunks(topics(), id.vectorStoreName(), PARTITIONS)));
        sendSpec(id, dimension);
        return id;
    }

    CollectionSpec spec(CollectionId id, int dimension) {
        return new CollectionSpec(
                new Uuid(NameBasedUuid.toBytes(id.value())),
                name(id),
                id.vectorStoreName().value(),
                1L,
                "hashing",
                dimension,
                "COSINE",
                "NONE",
                PARTITIONS);
    }

    void sendSpec(CollectionId id, int dimension) {
        CollectionSpec spec = spec(id, dimension);
        try {
            ByteBuffer value = CollectionSpec.getEncoder().encode(spec);
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            send(new ProducerRecord<>(
                    topics().collections(),
                    0,
                    NameBasedUuid.toBytes(id.value()),
                    bytes,
                    new RecordHeaders().add(RecordHeaderNames.OP, "collection-spec".getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void sendSpecDeletion(CollectionId id) {
        execute("UPDATE collections SET status = 'DELETED', deleted_at = now() WHERE id = ?", id.value());
        send(new ProducerRecord<>(
                topics().collections(),
                0,
                NameBasedUuid.toBytes(id.value()),
                null,
                new RecordHeaders().add(RecordHeaderNames.OP, "delete".getBytes(StandardCharsets.UTF_8))));
    }

    static String name(CollectionId id) {
        return "c" + id.toString().substring(0, 8);
    }

    CollectionRow row(CollectionId id) {
        return new CollectionLedger(database).find(id).orElseThrow();
    }

    ProducerRecord<byte[], byte[]> record(CollectionId collection, ChangeEvent event) {
        return new ProducerRecord<>(
                topics().chunks(collection.vectorStoreName()),
                DocumentPartition.of(event.documentId(), PARTITIONS),
                codec.key(event),
                codec.value(event),
                new RecordHeaders()
                        .add(RecordHeaderNames.OP, codec.op(event).wireName().getBytes(StandardCharsets.UTF_8))
                        .add(
                                RecordHeaderNames.DOCUMENT_ID,
                                event.documentId().toString().getBytes(StandardCharsets.UTF_8))
                        .add(
                                RecordHeaderNames.VERSION,
                                Long.toString(event.version()).getBytes(StandardCharsets.UTF_8)));
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(CollectionId collection, ChangeEvent... events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ChangeEvent event : events) {
            sent.add(producer.send(record(collection, event)));
        }
        producer.flush();
        sent.forEach(Future::resultNow);
    }

    /** Commits the events of one document version to Postgres, as ingest does, and sends them, as the relay does. */
    void commitAndSend(CollectionId collection, Document document) {
        commit(collection, document);
        send(collection, document.events().toArray(ChangeEvent[]::new));
    }

    void commit(CollectionId collection, Document document) {
        try (Connection connection = admin()) {
            connection.setAutoCommit(false);
            try (PreparedStatement upsert = connection.prepareStatement("""
                    INSERT INTO documents (id, collection_id, source, mime_type, status, version, chunk_count)
                    VALUES (?, ?, ?, 'text/plain', ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, status = EXCLUDED.status,
                        chunk_count = EXCLUDED.chunk_count""")) {
                upsert.setObject(1, document.id().value());
                upsert.setObject(2, collection.value());
                upsert.setString(3, document.source());
                upsert.setString(4, document.deleted() ? "DELETED" : "COMMITTED");
                upsert.setLong(5, document.version());
                upsert.setInt(6, document.chunkCount());
                upsert.executeUpdate();
            }
            for (ChangeEvent event : document.events()) {
                apply(connection, collection, event);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void apply(Connection connection, CollectionId collection, ChangeEvent event) throws SQLException {
        switch (event) {
            case ChunkUpsert u -> {
                try (PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text,
                            content_hash, embedding_model)
                        VALUES (?, ?, chunk_partition_key(?), ?, 0, ?, ?, ?, 'hashing')
                        ON CONFLICT (id, collection_id, partition_key) DO UPDATE SET version = EXCLUDED.version""")) {
                    insert.setObject(1, u.chunkId().value());
                    insert.setObject(2, collection.value());
                    insert.setObject(3, collection.value());
                    insert.setObject(4, u.documentId().value());
                    insert.setLong(5, u.version());
                    insert.setString(6, u.text());
                    insert.setBytes(7, u.contentHash().bytes());
                    insert.executeUpdate();
                }
            }
            case ChunkDelete d -> {
                try (PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM chunks WHERE id = ? AND collection_id = ? AND partition_key ="
                                + " chunk_partition_key(?)")) {
                    delete.setObject(1, d.chunkId().value());
                    delete.setObject(2, collection.value());
                    delete.setObject(3, collection.value());
                    delete.executeUpdate();
                }
            }
            case DocumentCommit c -> {}
        }
    }

    Connection admin() throws SQLException {
        String url = postgres.jdbcUrl(databaseName);
        return DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?") + "currentSchema=millrace",
                postgres.adminUser(),
                postgres.adminPassword());
    }

    void execute(String sql, Object... parameters) {
        try (Connection connection = admin();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String query(String sql, Object... parameters) {
        try (Connection connection = admin();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var row = statement.executeQuery()) {
                return row.next() ? String.valueOf(row.getObject(1)) : "no row";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Moves the group's committed offsets of a collection, as an operator would; the group must have no members. */
    void rewind(CollectionId collection, java.util.function.LongUnaryOperator offsets) {
        try {
            String topic = topics().chunks(collection.vectorStoreName());
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(topics().syncGroup())
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
            committed.forEach((partition, offset) -> {
                if (partition.topic().equals(topic)) {
                    moved.put(partition, new OffsetAndMetadata(offsets.applyAsLong(offset.offset())));
                }
            });
            admin.alterConsumerGroupOffsets(topics().syncGroup(), moved).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sum of the group's committed offsets in a collection's topic. */
    long committedOffsets(CollectionId collection) {
        try {
            String topic = topics().chunks(collection.vectorStoreName());
            return admin
                    .listConsumerGroupOffsets(topics().syncGroup())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Records in a collection's topic, of which none was compacted away. */
    long endOffsets(CollectionId collection) {
        try (TopicReader reader = TopicReader.of(kafka, topics().chunks(collection.vectorStoreName()), 1)) {
            return TopicReader.distance(Map.of(), reader.ends());
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        qdrant.close();
        database.close();
    }
}
