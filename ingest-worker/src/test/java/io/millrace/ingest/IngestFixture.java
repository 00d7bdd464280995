package io.millrace.ingest;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A database, topics and a worker of one test class's own, on servers that other classes use too. */
public final class IngestFixture implements AutoCloseable {

    public static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final String PASSWORD = "only-on-loopback";

    public final Stack stack;
    public final TopicNames topics =
            new TopicNames("t" + UUID.randomUUID().toString().substring(0, 8));
    public final DSLContext database;
    public final Producer<byte[], byte[]> producer;
    public final Admin admin;
    private final String jdbcUrl;
    private final Connection connection;
    private Optional<ConfigurableApplicationContext> worker = Optional.empty();

    public IngestFixture(Stack stack) throws SQLException {
        this.stack = stack;
        PostgresServer postgres = stack.postgres();
        jdbcUrl = postgres.jdbcUrl(postgres.createDatabase());
        Map<DatabaseRole, String> passwords = new EnumMap<>(DatabaseRole.class);
        for (DatabaseRole role : DatabaseRole.values()) {
            passwords.put(role, PASSWORD);
        }
        DatabaseMigrator.migrate(
                new DatabaseAdministrator(jdbcUrl, postgres.adminUser(), postgres.adminPassword()), passwords);
        connection = DriverManager.getConnection(jdbcUrl, postgres.adminUser(), postgres.adminPassword());
        database = DSL.using(connection, SQLDialect.POSTGRES);
        database.execute("set search_path = millrace");
        admin = Admin.create(stack.kafka().clientProperties());
        new TopicProvisioner(admin, Optional.of((short) 1))
                .ensure(List.of(TopicSpec.documents(topics, 1), TopicSpec.deadLetters(topics.documents())));
        producer = new KafkaProducer<>(
                stack.kafka().clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Connections of the worker's role, so that grants and row-level security count. The caller closes them. */
    public HikariDataSource ingestPool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(DatabaseRole.INGEST.roleName());
        config.setPassword(PASSWORD);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    /** A connection that survives a restart of the server. */
    public DSLContext freshDatabase() {
        return DSL.using(jdbcUrl, stack.postgres().adminUser(), stack.postgres().adminPassword());
    }

    public String createCollection(String name, String model, int dimension, int chunkSize) {
        CollectionId id = CollectionId.random();
        database.execute(
                "insert into millrace.collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, chunk_size)"
                        + " values (?, ?, ?, ?, ?, 4, ?)",
                id.value(),
                name,
                id.vectorStoreName().value(),
                model,
                dimension,
                chunkSize);
        return name;
    }

    public void startWorker(String... more) {
        worker = Optional.of(application().run(arguments(more)));
    }

    public SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(IngestWorkerApplication.class).registerShutdownHook(false);
    }

    /** As command-line arguments, which prevail over application.yaml. */
    public String[] arguments(String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "server.port=0",
                "millrace.postgres.url=" + jdbcUrl,
                "millrace.postgres.ingest-password=" + PASSWORD,
                "millrace.postgres.connection-timeout=1s",
                "millrace.topics.prefix=" + topics.prefix(),
                "millrace.relay.enabled=false",
                "logging.level.root=WARN",
                "logging.level.io.millrace=INFO"));
        stack.kafka().clientProperties().forEach((name, value) -> {
            if (name.equals("bootstrap.servers")) {
                properties.add("spring.kafka.bootstrap-servers=" + value);
            } else if (name.equals("ssl.truststore.location")) {
                properties.add("millrace.kafka.ca-file=" + value);
            } else {
                properties.add("spring.kafka.properties[" + name + "]=" + value);
            }
        });
        properties.addAll(List.of(more));
        return properties.stream().map(property -> "--" + property).toArray(String[]::new);
    }

    public ConfigurableApplicationContext worker() {
        return worker.orElseThrow();
    }

    public void stopWorker() {
        worker.ifPresent(SpringApplication::exit);
        worker = Optional.empty();
    }

    public RecordMetadata send(String collection, String source, byte @Nullable [] value, Map<String, String> headers) {
        byte[] key = (collection + "/" + source).getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.documents(), null, key, value);
        headers.forEach((name, header) ->
                record.headers().add(new RecordHeader(name, header.getBytes(StandardCharsets.UTF_8))));
        try {
            return producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public RecordMetadata sendJson(String collection, String source, String json) {
        return send(collection, source, json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public RecordMetadata delete(String collection, String source) {
        return send(collection, source, null, Map.of());
    }

    public RecordMetadata sendMarkdown(String collection, String source, String content) {
        return sendJson(collection, source, json(collection, source, content, ""));
    }

    public static String json(String collection, String source, String content, String more) {
        return "{\"event_id\":\"" + UUID.randomUUID() + "\",\"collection\":\"" + collection + "\",\"source\":\""
                + source + "\",\"mime_type\":\"text/markdown\",\"content\":" + quoted(content)
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** Returns once the group has committed this far. */
    public void awaitConsumed(RecordMetadata last) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> committed() > last.offset());
    }

    public long committed() {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(topics.ingestGroup())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topics.documents(), 0));
            return offset == null ? 0 : offset.offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the group read the topic again from the beginning. The worker must not run. */
    public void rewind() {
        try {
            admin.alterConsumerGroupOffsets(
                            topics.ingestGroup(),
                            Map.of(new TopicPartition(topics.documents(), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TopicNames.deadLetters(topics.documents()), 0);
        Map<String, Object> config = new HashMap<>(stack.kafka().clientProperties());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end =
                    consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** How many outbox rows of this kind there are. */
    public int outbox(ChangeEventOp op) {
        return count("select count(*) from millrace.outbox where type = ?", op.wireName());
    }

    public int count(String sql, Object... parameters) {
        return database.fetchSingle(sql, parameters).get(0, Integer.class);
    }

    public double metric(String name, String... tags) {
        io.micrometer.core.instrument.Counter counter = worker().getBean(
                        io.micrometer.core.instrument.MeterRegistry.class)
                .find(name)
                .tags(tags)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() throws SQLException {
        stopWorker();
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
        connection.close();
    }
}
