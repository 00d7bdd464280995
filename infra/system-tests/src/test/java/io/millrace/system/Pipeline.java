package io.millrace.system;

import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.point.PointLayout;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The whole system on the shared stack, with every secret generated, and a view into both ends of it. */
final class Pipeline {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
    private static final String DOCUMENTS_TOPIC = TOPICS.documents();
    private static final String API_KEY = "mr_0123456789ab_" + "k".repeat(43);

    private final Stack stack;
    private final String database;
    private final Map<String, String> environment = new HashMap<>();
    private final Path logs;
    private final KafkaProducer<byte[], byte[]> producer;
    private final QdrantClient qdrant;
    private final Map<String, ApplicationProcess> applications = new HashMap<>();

    /** On a stack of its own; its applications are still to be started, and to be killed in the end. */
    Pipeline(Stack stack, Path logs, Map<String, String> settings) {
        this.stack = stack;
        this.logs = logs;
        this.database = stack.postgres().createDatabase();
        describeEnvironment();
        environment.putAll(settings);
        Map<String, Object> kafka = stack.kafka().clientProperties();
        kafka.put("acks", "all");
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        this.qdrant = new QdrantClient(QdrantGrpcClient.newBuilder(
                        stack.qdrant().host(), stack.qdrant().grpcPort(), false)
                .withApiKey(stack.qdrant().apiKey())
                .build());
    }

    /** One for all tests of this JVM, which ends it. Names of collections must not meet. */
    static Pipeline shared() {
        return Shared.PIPELINE;
    }

    private static final class Shared {
        static final Pipeline PIPELINE = new Pipeline(
                Stacks.shared(),
                Path.of("target", "application-logs", System.getProperty("surefire.forkNumber", "1")),
                Map.of());

        static {
            PIPELINE.startApplications();
        }
    }

    void startApplications() {
        ApplicationProcess.CommandResult migrated = command("ingest-worker", "migrate");
        if (migrated.exitCode() != 0) {
            throw new AssertionError("migrate failed: " + migrated.output());
        }
        for (String module : List.of("query-api", "sync-worker", "ingest-worker")) {
            applications.put(module, new ApplicationProcess(module, environment, logs).launch());
        }
        applications.values().forEach(ApplicationProcess::awaitReady);
    }

    ApplicationProcess application(String module) {
        return applications.get(module);
    }

    /** Runs a command line verb with everything an operator has in the environment. */
    ApplicationProcess.CommandResult command(String module, String... arguments) {
        return ApplicationProcess.run(module, environment, logs, arguments);
    }

    /** Creates a collection whose texts are embedded without a model. */
    CollectionId createCollection(String name) {
        HttpResponse<String> created =
                http("PUT", "/v1/collections/" + name, "{\"embedding_model\": \"hashing-384\", \"chunk_size\": 64}");
        if (created.statusCode() != 201) {
            throw new AssertionError("collection not created: " + created.statusCode() + " " + created.body());
        }
        Awaitility.await("collection is ready")
                .atMost(Duration.ofSeconds(30))
                .until(() -> http("GET", "/v1/collections/" + name, null).body().contains("READY"));
        return query(
                "SELECT id FROM millrace.collections WHERE name = ?",
                name,
                row -> new CollectionId(row.getObject(1, UUID.class)));
    }

    HttpResponse<String> http(String method, String path, String jsonBody) {
        return http(API_KEY, "system-test", method, path, jsonBody);
    }

    /** As whoever has the credential, with this user agent. */
    HttpResponse<String> http(String credential, String agent, String method, String path, String jsonBody) {
        HttpRequest request = HttpRequest.newBuilder(
                        applications.get("query-api").url(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + credential)
                .header("User-Agent", agent)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        jsonBody == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(jsonBody))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends one record to the topic of document events. The value is sent as it is, null included. */
    void send(String key, byte[] value) {
        producer.send(new ProducerRecord<>(DOCUMENTS_TOPIC, key.getBytes(StandardCharsets.UTF_8), value));
    }

    void sendJson(String collection, String source, String json) {
        send(collection + "/" + source, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until the broker has all that was sent. */
    void flush() {
        producer.flush();
    }

    /** Waits until as many documents of the collection as given are committed and applied to Qdrant. */
    void awaitIndexed(CollectionId collection, int documents, Duration bound) {
        Awaitility.await(documents + " documents are indexed")
                .atMost(bound)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(indexed(collection))
                        .isEqualTo(documents + " of " + documents));
    }

    private String indexed(CollectionId collection) {
        return query(
                "SELECT count(*) FILTER (WHERE indexed_version = version) || ' of ' || count(*)"
                        + " FROM millrace.documents WHERE collection_id = ?",
                collection.value(),
                row -> row.getString(1));
    }

    /** Records in all dead-letter topics. */
    long deadLetters() throws Exception {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            return ends(admin, topic -> topic.endsWith("-dlt")).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Waits until every document event that was sent is committed, so that no document changes any more. */
    void awaitIngested(Duration bound) {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            Awaitility.await("all document events are ingested")
                    .atMost(bound)
                    .until(() -> isConsumed(admin, TOPICS.ingestGroup(), DOCUMENTS_TOPIC::equals));
        }
    }

    /** Waits until both workers have committed the end of every topic that they read. */
    void awaitConsumed(Duration bound) {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            Awaitility.await("all topics are consumed")
                    .atMost(bound)
                    .until(() -> isConsumed(admin, TOPICS.ingestGroup(), DOCUMENTS_TOPIC::equals)
                            && isConsumed(
                                    admin,
                                    TOPICS.syncGroup(),
                                    TOPICS.allChunks().asMatchPredicate()));
        }
    }

    private static boolean isConsumed(Admin admin, String group, Predicate<String> topics) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends(admin, topics).entrySet().stream()
                .allMatch(end -> end.getValue() == 0
                        || (committed.containsKey(end.getKey())
                                && committed.get(end.getKey()).offset() >= end.getValue()));
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Predicate<String> topics) throws Exception {
        List<String> names =
                admin.listTopics().names().get().stream().filter(topics).toList();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition ->
                                latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** The error codes of all dead letters of document events. */
    List<String> deadLetterCodes() {
        TopicPartition partition = new TopicPartition(TopicNames.deadLetters(DOCUMENTS_TOPIC), 0);
        Map<String, Object> settings = stack.kafka().clientProperties();
        List<String> codes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(letter -> codes.add(new String(
                                letter.headers()
                                        .lastHeader(RecordHeaderNames.ERROR_CODE)
                                        .value(),
                                StandardCharsets.UTF_8)));
            }
        }
        return codes;
    }

    /** Kills both workers and has them read their topics from the beginning. */
    void replayEverything() throws Exception {
        List<String> workers = List.of("ingest-worker", "sync-worker");
        workers.forEach(worker -> applications.get(worker).kill());
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            for (String group : List.of(TOPICS.ingestGroup(), TOPICS.syncGroup())) {
                // Or else the broker believes in the members that were killed for as long as their session lasts.
                admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                        .all()
                        .get();
                Awaitility.await("group " + group + " is empty")
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(100))
                        .ignoreExceptions()
                        .until(() -> {
                            admin.deleteConsumerGroups(List.of(group)).all().get();
                            return true;
                        });
            }
        }
        workers.forEach(worker -> applications.get(worker).launch());
        workers.forEach(worker -> applications.get(worker).awaitReady());
    }

    /** Chunk id to version and content hash, as PostgreSQL has them. */
    SortedMap<String, String> chunks(CollectionId collection) {
        SortedMap<String, String> chunks = new TreeMap<>();
        query(
                "SELECT k.id, k.version, encode(k.content_hash, 'hex') FROM millrace.collections c"
                        + " JOIN millrace.chunks k ON k.partition_key = c.partition_key AND k.collection_id = c.id"
                        + " WHERE c.id = ?",
                collection.value(),
                row -> {
                    do {
                        chunks.put(row.getString(1), row.getLong(2) + " " + row.getString(3));
                    } while (row.next());
                    return chunks.size();
                });
        return chunks;
    }

    /** Point id to version and content hash, as Qdrant has them behind the alias. */
    SortedMap<String, String> points(CollectionId collection) throws Exception {
        SortedMap<String, String> points = new TreeMap<>();
        PointId offset = null;
        do {
            ScrollPoints.Builder scroll = ScrollPoints.newBuilder()
                    .setCollectionName(collection.vectorStoreName().value())
                    .setLimit(1000)
                    .setWithPayload(WithPayloadSelectorFactory.enable(true));
            if (offset != null) {
                scroll.setOffset(offset);
            }
            ScrollResponse page = qdrant.scrollAsync(scroll.build()).get();
            for (RetrievedPoint point : page.getResultList()) {
                points.put(
                        point.getId().getUuid(),
                        point.getPayloadOrThrow(PointLayout.VERSION).getIntegerValue() + " "
                                + point.getPayloadOrThrow(PointLayout.CONTENT_HASH)
                                        .getStringValue());
            }
            offset = page.hasNextPageOffset() ? page.getNextPageOffset() : null;
        } while (offset != null);
        return points;
    }

    /** As the administrator, whom no policy binds. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(
                stack.postgres().jdbcUrl(database),
                stack.postgres().adminUser(),
                stack.postgres().adminPassword());
        connection.setSchema("millrace");
        return connection;
    }

    Map<String, Object> kafka() {
        return stack.kafka().clientProperties();
    }

    QdrantClient qdrant() {
        return qdrant;
    }

    void killApplications() {
        applications.values().forEach(ApplicationProcess::kill);
        producer.close(Duration.ZERO);
        qdrant.close();
    }

    /** What is done with the first row of a result. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> T query(String sql, Object parameter, RowReader<T> reader) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? reader.read(row) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String secretFile() {
        try {
            Path file = Files.createTempFile("millrace-system-test", ".secret");
            file.toFile().deleteOnExit();
            return Files.writeString(file, UUID.randomUUID() + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void describeEnvironment() {
        String url = stack.postgres().jdbcUrl(database);
        environment.put("MILLRACE_POSTGRES_URL", url);
        environment.put("MILLRACE_POSTGRES_DIRECT_URL", url);
        environment.put("MILLRACE_ADMIN_USER", stack.postgres().adminUser());
        environment.put("MILLRACE_ADMIN_PASSWORD", stack.postgres().adminPassword());
        for (String role : new String[] {"MIGRATE", "RELAY"}) {
            environment.put("MILLRACE_" + role + "_PASSWORD", UUID.randomUUID().toString());
        }
        // Of each application and of the first verb some secrets are in files, the others in variables
        for (String role : new String[] {"INGEST", "SYNC", "QUERY"}) {
            environment.put("MILLRACE_" + role + "_PASSWORD_FILE", secretFile());
        }
        Map<String, Object> kafka = stack.kafka().clientProperties();
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", (String) kafka.get("bootstrap.servers"));
        environment.put(
                "MILLRACE_KAFKA_SECURITY_PROTOCOL",
                String.valueOf(kafka.getOrDefault("security.protocol", "PLAINTEXT")));
        environment.put("MILLRACE_KAFKA_SASL_MECHANISM", String.valueOf(kafka.getOrDefault("sasl.mechanism", "")));
        environment.put("MILLRACE_KAFKA_SASL_JAAS_CONFIG", String.valueOf(kafka.getOrDefault("sasl.jaas.config", "")));
        environment.put("MILLRACE_QDRANT_URL", stack.qdrant().url().toString());
        environment.put("MILLRACE_QDRANT_API_KEY", stack.qdrant().apiKey());
        environment.put("MILLRACE_API_KEY", API_KEY);
    }
}
