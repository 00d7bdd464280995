package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stacks;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.DocumentPartition;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.erasure.ErasureRunner;
import io.millrace.sync.erasure.ErasureSettings;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import io.millrace.sync.point.PointWrite.Upserts;
import io.millrace.sync.point.QdrantPointSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Erasures pass by pass on real servers, while change events are applied. A test plays the API, ingestion and the relay, and so
 * decides what happens between two passes. Compaction comes at once.
 */
final class ErasureScene implements AutoCloseable {

    static final int DIM = Installation.DIMENSION;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Map<String, String> COMPACTED_AT_ONCE =
            Map.of("segment.ms", "1", "max.compaction.lag.ms", "1", "min.cleanable.dirty.ratio", "0");

    final Installation millrace = new Installation(Stacks.shared());
    final TopicNames topics = millrace.topics();
    private final Admin admin = millrace.kafka.admin();
    private final TopicPartition documents = new TopicPartition(topics.documents(), 0);
    private final String slot = "erasure_" + UUID.randomUUID().toString().replace('-', '_');
    private final SyncPipeline pipeline;
    private final ErasureRunner erasures;

    ErasureScene() {
        ensure(TopicSpec.documents(topics, 1));
        ensure(TopicSpec.deadLetters(topics.documents()));
        set(ConfigResource.Type.BROKER, "", Map.of("log.cleaner.backoff.ms", "100"));
        set(ConfigResource.Type.TOPIC, topics.collections(), COMPACTED_AT_ONCE);
        set(ConfigResource.Type.TOPIC, TopicNames.deadLetters(topics.documents()), Map.of("segment.ms", "1"));
        millrace.query("SELECT pg_create_logical_replication_slot(?, 'pgoutput')", slot);
        // Passes are the test's to make, so its own erasures are never due.
        pipeline = millrace.pipeline(
                new ErasureSettings(Duration.ofHours(1), AT_ONCE, Duration.ofMinutes(1), AT_ONCE, 1L << 26));
        pipeline.start();
        erasures = new ErasureRunner(
                millrace.settings,
                new ErasureSettings(AT_ONCE, AT_ONCE, Duration.ofMinutes(1), AT_ONCE, 1L << 26),
                millrace.database,
                millrace.qdrant,
                admin,
                millrace.producer,
                Clock.systemUTC());
    }

    void ensure(TopicSpec topic) {
        new TopicProvisioner(admin, Optional.of((short) 1)).ensure(List.of(topic));
    }

    CollectionId collection() {
        CollectionId collection = millrace.createCollection(DIM);
        set(ConfigResource.Type.TOPIC, changes(collection), COMPACTED_AT_ONCE);
        return collection;
    }

    String changes(CollectionId collection) {
        return topics.chunks(collection.vectorStoreName());
    }

    /** An event in the topic of documents, which nobody has ingested yet. @return its offset */
    long publish(CollectionId collection, String source, String content) {
        String name = Installation.name(collection);
        String event = "{\"event_id\": \"e\", \"collection\": \"%s\", \"source\": \"%s\", \"content\": \"%s\"}"
                .formatted(name, source, content);
        return millrace.send(new ProducerRecord<>(
                        topics.documents(), 0, bytes(name + "/" + source), event.getBytes(StandardCharsets.UTF_8)))
                .offset();
    }

    /** Ingestion has passed everything before this offset. */
    void ingested(long offset) {
        done(admin.alterConsumerGroupOffsets(topics.ingestGroup(), Map.of(documents, new OffsetAndMetadata(offset)))
                .all());
    }

    /** What ingestion commits for a version of a document, and what the relay sends of it. */
    void commit(Document document) {
        CollectionId collection = document.collection();
        millrace.execute(
                "UPDATE documents SET source = ?, deleted_at = NULL, purged_at = NULL WHERE id = ?",
                document.source(),
                document.id().value());
        millrace.commit(collection, document);
        for (ChangeEvent event : document.events()) {
            if (event instanceof ChunkUpsert chunk) {
                millrace.execute(
                        "INSERT INTO embeddings (model, content_hash, dimension, vector) VALUES ('hashing', ?, 1, ?)"
                                + " ON CONFLICT DO NOTHING",
                        chunk.contentHash().bytes(),
                        new byte[4]);
            }
            millrace.execute(
                    "INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    TopicNames.aggregateOfChunks(collection.vectorStoreName()),
                    millrace.codec.key(event),
                    millrace.codec.op(event).wireName(),
                    millrace.codec.value(event),
                    DocumentPartition.of(document.id(), Installation.PARTITIONS),
                    document.id().value(),
                    event.version());
        }
        millrace.send(collection, document.events().toArray(ChangeEvent[]::new));
    }

    /** A document that is published, ingested and indexed. */
    Document indexed(CollectionId collection, String source, String... texts) {
        ingested(publish(collection, source, String.join(" ", texts)) + 1);
        Document document = Document.first(collection, source, DIM, texts);
        commit(document);
        awaitIndexed(document);
        return document;
    }

    /** A generation that a rollback could return to: the pipeline no longer writes to it. */
    String formerGeneration(CollectionId collection, Document... documents) {
        String generation = collection.vectorStoreName().generation(Instant.parse("2020-01-01T00:00:00Z"));
        new Generations(millrace.qdrant).ensure(generation, millrace.spec(collection, DIM));
        QdrantPointSink sink = new QdrantPointSink(millrace.qdrant);
        for (Document document : documents) {
            sink.write(new Upserts(
                    generation,
                    document.texts().stream()
                            .map(text -> new GuardedUpsert(document.upsert(text, document.version(), DIM)))
                            .toList()));
        }
        return generation;
    }

    void awaitIndexed(Document document) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> millrace.query(
                                "SELECT status || indexed_version FROM documents WHERE id = ?",
                                document.id().value())
                        .equals("INDEXED" + document.version()));
    }

    /** The event that purges a document lies at the end of the topic. @return its offset */
    long purge(Document document) throws IOException {
        ConsumerRecord<byte[], byte[]> last = records(topics.documents()).getLast();
        DocumentEvent event = DocumentEvent.fromByteBuffer(ByteBuffer.wrap(last.value()));
        assertThat(event.getType()).isEqualTo("io.millrace.document.purged");
        assertThat(event.getCollection()).isEqualTo(document.collection().toString());
        assertThat(event.getSource()).isEqualTo(document.source());
        assertThat(last.key()).isEqualTo(bytes(Installation.name(document.collection()) + "/" + document.source()));
        return last.offset();
    }

    /** As ingestion does when it has read that event. */
    Document purged(Document document) throws IOException {
        return purged(document, purge(document));
    }

    Document purged(Document document, long offset) {
        Document gone = document.next(DIM);
        commit(gone);
        millrace.execute(
                "UPDATE documents SET deleted_at = now(), purged_at = now() WHERE id = ?",
                document.id().value());
        ingested(offset + 1);
        return gone;
    }

    UUID askForDocument(Document document, boolean trim) {
        return ask("""
                {"subject": "document", "document": "%s", "source": "%s", "trim_topics": %s,
                 "collections": [{"id": "%s", "name": "%s", "since": "2020-01-01T00:00:00Z"}]}""".formatted(
                        document.id(),
                        document.source(),
                        trim,
                        document.collection(),
                        Installation.name(document.collection())));
    }

    UUID ask(String config) {
        UUID id = UUID.randomUUID();
        millrace.execute("INSERT INTO operations (id, type, config) VALUES (?, 'ERASURE', ?::jsonb)", id, config);
        return id;
    }

    /** Makes a pass over the erasure that is open. */
    void pass() {
        await().until(erasures::runOne);
    }

    /** As the relay when it has sent everything that is committed now. */
    void relayed() {
        millrace.query("SELECT pg_logical_emit_message(true, 'test', '')::text");
        millrace.query("SELECT pg_log_standby_snapshot()::text");
        millrace.query("SELECT pg_replication_slot_advance(?, pg_current_wal_flush_lsn())::text", slot);
    }

    /** Passes, with a relay beside, until stores are in a state. */
    void awaitStates(UUID erasure, String state, String... stores) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    relayed();
                    erasures.runOne();
                    assertThat(List.of(stores))
                            .allSatisfy(store -> assertThat(
                                            store(erasure, store).path("state").asString(""))
                                    .as(store + " in " + receipt(erasure))
                                    .isEqualTo(state));
                });
    }

    void awaitSuccess(UUID erasure) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    relayed();
                    millrace.execute("CHECKPOINT");
                    erasures.runOne();
                    assertThat(status(erasure)).as("%s", receipt(erasure)).isEqualTo("SUCCEEDED");
                });
        assertThat(receipt(erasure)).allSatisfy(store -> {
            assertThat(store.path("state").asString()).isEqualTo("ERASED");
            assertThat(store.path("remaining").asInt()).isZero();
        });
    }

    String status(UUID erasure) {
        return millrace.query("SELECT status FROM operations WHERE id = ?", erasure);
    }

    JsonNode receipt(UUID erasure) {
        return JSON.readTree(millrace.query("SELECT progress FROM operations WHERE id = ?", erasure))
                .path("stores");
    }

    JsonNode store(UUID erasure, String store) {
        return receipt(erasure).path(store);
    }

    /** Everything that the operation's row says. */
    String operation(UUID erasure) {
        return millrace.query("SELECT o::text FROM operations o WHERE id = ?", erasure);
    }

    long begin() {
        try (TopicReader reader = TopicReader.of(millrace.kafka, topics.documents(), 1)) {
            return reader.beginnings().getOrDefault(documents, -1L);
        }
    }

    /** As when the retention of a topic has passed. */
    void expire(String topic, long before) {
        done(admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                .all());
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.of(millrace.kafka, topic, 500)) {
            reader.read(new HashMap<>(reader.beginnings()), reader.ends(), records::addAll);
        }
        return records;
    }

    /** The values that a topic holds, as text. */
    List<String> values(String topic) {
        return records(topic).stream()
                .map(ConsumerRecord::value)
                .filter(Objects::nonNull)
                .map(value -> new String(value, StandardCharsets.ISO_8859_1))
                .toList();
    }

    void set(ConfigResource.Type type, String name, Map<String, String> settings) {
        done(admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(type, name),
                        settings.entrySet().stream()
                                .map(setting -> new AlterConfigOp(
                                        new ConfigEntry(setting.getKey(), setting.getValue()),
                                        AlterConfigOp.OpType.SET))
                                .toList()))
                .all());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T done(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pipeline.close();
        erasures.close();
        millrace.query("SELECT pg_drop_replication_slot(?)::text", slot);
        set(ConfigResource.Type.BROKER, "", Map.of("log.cleaner.backoff.ms", "15000"));
        admin.close();
        millrace.close();
    }
}
