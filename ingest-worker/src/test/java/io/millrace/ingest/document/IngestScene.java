package io.millrace.ingest.document;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.EmbeddingProperties;
import io.millrace.ingest.IngestFixture;
import io.millrace.ingest.collection.CollectionCatalog;
import io.millrace.ingest.deadletter.DeadLetter;
import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Patience;
import io.millrace.ingest.document.event.DocumentChangeReader;
import io.millrace.ingest.document.event.DocumentEventDecoder;
import io.millrace.ingest.document.event.DocumentsProperties;
import io.millrace.ingest.document.event.SchemaRegistry;
import io.millrace.ingest.outbox.OutboxWriter;
import io.millrace.local.stack.Stacks;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Workers without a listener: batches are handed to them by a test, from as many threads as it likes, each as a partition of
 * its own. The database is a real one, and theirs the role of the worker.
 */
final class IngestScene implements AutoCloseable {

    private static final int WORKERS = 8;

    final IngestFixture fixture;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Queue<DeadLetter> deadLetters = new ConcurrentLinkedQueue<>();
    final DSLContext worker;
    private final HikariDataSource pool;
    private final Map<Integer, AtomicLong> offsets = new ConcurrentHashMap<>();
    private final CollectionCatalog catalog;
    private final EmbedderRegistry embedders;

    IngestScene() throws SQLException {
        fixture = new IngestFixture(Stacks.shared());
        pool = fixture.ingestPool(WORKERS);
        worker = DSL.using(pool, SQLDialect.POSTGRES);
        catalog = new CollectionCatalog(worker, Clock.systemUTC());
        embedders = EmbedderRegistry.of(new EmbeddingProperties("hashing-384", Map.of()), meters);
    }

    String collection() {
        return fixture.createCollection("c-" + UUID.randomUUID().toString().substring(0, 8), "hashing-384", 384, 64);
    }

    /** A worker of its own; one thread at a time. */
    DocumentBatchProcessor processor() {
        DocumentStore store = new DocumentStore(worker);
        return new DocumentBatchProcessor(
                new DocumentEventDecoder(SchemaRegistry.notConfigured()),
                new DocumentChangeReader(catalog, new DocumentsProperties(null, null, null)),
                new TopicIds(fixture.admin),
                worker,
                store,
                new ChunkEmbedder(store, embedders),
                new DocumentCommitter(worker, new OutboxWriter()),
                deadLetters::addAll,
                new IngestMetrics(meters));
    }

    ConsumerRecord<byte[], byte[]> event(int partition, String json) {
        long offset = offsets.computeIfAbsent(partition, p -> new AtomicLong()).getAndIncrement();
        return new ConsumerRecord<>(
                fixture.topics.documents(), partition, offset, null, json.getBytes(StandardCharsets.UTF_8));
    }

    /** One batch. */
    void publish(String... events) {
        processor()
                .process(List.of(events).stream().map(json -> event(0, json)).toList(), new Patience(BackOff.DEFAULT));
    }

    static String upsert(String collection, String source, String content) {
        return IngestFixture.json(collection, source, content, "");
    }

    /** @param type how its type ends: deleted, purged, restored, described */
    static String typed(String collection, String source, String type, String more) {
        return "{\"collection\":\"" + collection + "\",\"source\":\"" + source + "\",\"type\":\"io.millrace.document."
                + type + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    double metric(String name, String... tags) {
        Counter counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    double embedded() {
        return metric("millrace.ingest.chunks", "action", "embedded");
    }

    /** A column of a document. */
    <T> T of(String collection, String source, String column, Class<T> type) {
        return fixture.database
                .fetchSingle(
                        "select d." + column
                                + " from documents d join collections c on c.id = d.collection_id where c.name = ? and d.source = ?",
                        collection,
                        source)
                .get(0, type);
    }

    int chunks(String collection, String source) {
        return fixture.count(
                "select count(*) from chunks k join documents d on d.id = k.document_id join collections c on c.id = d.collection_id where c.name = ? and d.source = ?",
                collection,
                source);
    }

    List<String> codes() {
        return deadLetters.stream().map(DeadLetter::code).toList();
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        fixture.close();
    }
}
