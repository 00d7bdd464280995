package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.process.FileTree;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user is erased while documents pour in: within the bound that the receipt states nothing of hers is found, by any server's
 * interface or in any file. The same scan has found all of it before. Times are short by setting, and the bound follows from
 * the settings.
 */
class ErasureIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
    private static final String RUN =
            UUID.randomUUID().toString().replace("-", "").substring(0, 8).replaceAll("[0-9]", "x");
    /** Begins everything that is hers and must be found nowhere. */
    private static final String MARKER = "zq" + RUN;
    /** Begins the names of her collections, which logs of applications may tell. */
    private static final String NAME = "zn" + RUN;
    /** Begins what is somebody else's, and must all stay. */
    private static final String KEPT = "zk" + RUN;

    private static final Duration RETENTION = Duration.ofSeconds(25);
    private static final Duration SEGMENT = Duration.ofSeconds(3);
    private static final Duration COMPACTION_LAG = Duration.ofSeconds(3);
    private static final Duration CHECKPOINT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(6);
    /** A pass looks this often, and the machine does other things beside. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final MarkerScan hers = new MarkerScan(MARKER);
    private static final MarkerScan names = new MarkerScan(NAME);

    private static Path folder;
    private static Stack stack;
    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("millrace-erasure-");
        stack = Stacks.local(
                folder,
                Map.of("checkpoint_timeout", CHECKPOINT.toSeconds() + "s", "autovacuum_naptime", "5s"),
                Map.of(
                        "log.retention.check.interval.ms", "1000",
                        "log.initial.task.delay.ms", "1000",
                        "log.segment.delete.delay.ms", "1000",
                        "log.cleaner.backoff.ms", "1000"));
        pipeline = new Pipeline(
                stack,
                folder.resolve("applications"),
                Map.of(
                        "MILLRACE_ERASURE_POLL", "PT0.5S",
                        "MILLRACE_ERASURE_RECHECK", "PT1S",
                        "MILLRACE_ERASURE_LEASE", "PT5S",
                        "MILLRACE_ERASURE_SETTLE", SETTLE.toString()));
        pipeline.startApplications();
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.killApplications();
        stack.close();
        FileTree.delete(folder);
    }

    @Test
    void userIsNowhereWithinTheBoundThoughDocumentsPourInAndTheWorkerIsKilled() throws Exception {
        String user = MARKER + "user";
        String collection = NAME + "notes";
        String token = plantUser(user);
        CollectionId doomed = plantCollection(token, collection);
        CollectionId other = pipeline.createCollection(KEPT + "kept");
        plantSearchesAndConversation(token, collection);
        try (LiveProducer producer = new LiveProducer(pipeline, collection, KEPT + "kept", MARKER)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> producer.sentToDoomed() > 50);
            assertEverythingIsFound(doomed);
            shorten(Map.of(
                    TOPICS.documents(), Map.of("segment.ms", SEGMENT),
                    TopicNames.deadLetters(TOPICS.documents()), Map.of("segment.ms", SEGMENT),
                    TOPICS.collections(), Map.of("max.compaction.lag.ms", COMPACTION_LAG, "segment.ms", SEGMENT)));

            JsonNode preview = json(
                    pipeline.http("POST", "/v1/erasures", "{\"user\": \"%s\", \"dry_run\": true}".formatted(user)));
            assertThat(preview.path("collection_ids").toString()).contains(doomed.toString());
            HttpResponse<String> begun = pipeline.http("POST", "/v1/erasures", "{\"user\": \"%s\"}".formatted(user));
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            String erasure = json(begun).path("id").asString();
            assertThat(json(pipeline.http("POST", "/v1/erasures", "{\"user\": \"%s\"}".formatted(user)))
                            .path("id")
                            .asString())
                    .isEqualTo(erasure);

            int before = producer.sentToDoomed();
            await("she is refused")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> pipeline.http(token, MARKER + "agent", "GET", "/v1/users/me", null)
                                    .statusCode()
                            == 401);
            pipeline.application("sync-worker").kill();
            pipeline.application("sync-worker").launch();
            await().until(() -> producer.sentToDoomed() > before + 50);
            pipeline.application("sync-worker").awaitReady();
            producer.leaveDoomed();
            Instant left = Instant.now();
            await("the events were found, before any expires")
                    .atMost(SLACK)
                    .until(() -> found(receipt(erasure), "documents-topic") > 0);
            shorten(Map.of(TOPICS.documents(), Map.of("retention.ms", RETENTION)));

            Duration bound = RETENTION
                    .plus(SEGMENT)
                    .plus(SETTLE)
                    .plus(CHECKPOINT.multipliedBy(2))
                    .plus(SLACK);
            await("the erasure " + erasure + " succeeds, in " + folder)
                    .atMost(bound)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        JsonNode now = receipt(erasure);
                        hastenCheckpoint(now);
                        assertThat(now.path("status").asString())
                                .as(now.toPrettyString())
                                .isEqualTo("SUCCEEDED");
                    });
            JsonNode receipt = receipt(erasure);
            assertReceipt(receipt);
            Instant goneBy = Instant.parse(receipt.path("gone_by").asString());
            assertThat(goneBy).isBefore(left.plus(bound));
            await("the bound has passed")
                    .atMost(bound)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Instant.now().isAfter(goneBy));
            assertThat(inFiles()).as("in files after %s", goneBy).isEmpty();
            assertThat(byInterfaces()).isEmpty();
            assertThat(json(pipeline.http("GET", "/v1/audit-logs/verification", null))
                            .path("broken_position")
                            .isMissingNode())
                    .isTrue();
            assertThat(pipeline.http("POST", "/v1/erasures", "{\"user\": \"%s\"}".formatted(user))
                            .statusCode())
                    .isEqualTo(404);
            int sent = producer.end();
            pipeline.awaitIndexed(other, sent, Duration.ofSeconds(60));
            pipeline.awaitConsumed(Duration.ofSeconds(60));
            assertThat(pipeline.points(other)).isEqualTo(pipeline.chunks(other)).isNotEmpty();
        }
        assertThat(inFiles()).isEmpty();
    }

    /** @return her access token */
    private static String plantUser(String user) {
        String password = "correct horse battery " + RUN;
        HttpResponse<String> made = pipeline.http("POST", "/v1/users", """
                {"username": "%1$s", "password": "%2$s", "email": "%3$smail@example.org", "full_name": "%3$sname",
                 "profile_metadata": {"team": "%3$sprofile"}}""".formatted(user, password, MARKER));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String token = json(pipeline.http(
                        "none",
                        MARKER + "agent",
                        "POST",
                        "/v1/auth/login",
                        "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(user, password)))
                .path("access_token")
                .asString();
        assertThat(as(token, "PATCH", "/v1/users/me", "{\"preferences\": {\"colour\": \"%sprefs\"}}".formatted(MARKER)))
                .isEqualTo(200);
        assertThat(as(token, "POST", "/v1/api-keys", "{\"name\": \"%skey\", \"scopes\": [\"read\"]}".formatted(MARKER)))
                .isEqualTo(201);
        return token;
    }

    private static CollectionId plantCollection(String token, String collection) throws Exception {
        assertThat(as(
                        token,
                        "PUT",
                        "/v1/collections/" + collection + "?wait=20s",
                        "{\"embedding_model\": \"hashing-384\", \"description\": \"%sdescription\"}".formatted(MARKER)))
                .isEqualTo(201);
        UUID id = UUID.fromString(json(pipeline.http("GET", "/v1/collections/" + collection, null))
                .path("id")
                .asString());
        for (int version = 1; version <= 3; version++) {
            publish(
                    token,
                    collection,
                    MARKER + "source.txt",
                    "The version %d says %scontent.".formatted(version, MARKER));
        }
        publish(token, collection, "soft.txt", "What was deleted says %ssoft.".formatted(MARKER));
        publish(token, collection, "twin.txt", "What was deleted says %ssoft.".formatted(MARKER));
        pipeline.awaitIndexed(new CollectionId(id), 3, Duration.ofSeconds(60));
        assertThat(as(token, "DELETE", "/v1/collections/" + collection + "/documents/soft.txt", null))
                .isEqualTo(202);
        pipeline.send(
                collection + "/poison.txt",
                ("{\"content\": \"%spoison".formatted(MARKER)).getBytes(StandardCharsets.UTF_8));
        pipeline.send(
                "somebody/" + KEPT + ".txt",
                ("{\"content\": \"%spoison".formatted(KEPT)).getBytes(StandardCharsets.UTF_8));
        pipeline.send(
                "no-key",
                "{\"event_id\": \"p\", \"collection\": \"%s\", \"source\": \"\", \"content\": \"%svalue\"}"
                        .formatted(collection, MARKER)
                        .getBytes(StandardCharsets.UTF_8));
        pipeline.flush();
        await().atMost(Duration.ofSeconds(30)).until(() -> pipeline.deadLetters() == 3);
        return new CollectionId(id);
    }

    private static void plantSearchesAndConversation(String token, String collection) {
        assertThat(as(
                        token,
                        "POST",
                        "/v1/search",
                        "{\"query\": \"where is %squery\", \"collections\": [\"%s\"]}".formatted(MARKER, collection)))
                .isEqualTo(200);
        String conversation = json(pipeline.http(
                        token,
                        MARKER + "agent",
                        "POST",
                        "/v1/conversations",
                        "{\"title\": \"%stitle\"}".formatted(MARKER)))
                .path("id")
                .asString();
        assertThat(as(
                        token,
                        "POST",
                        "/v1/conversations/" + conversation + "/messages",
                        "{\"role\": \"user\", \"content\": \"%smessage\"}".formatted(MARKER)))
                .isEqualTo(201);
        assertThat(as(
                        token,
                        "POST",
                        "/v1/conversations/" + conversation + "/history",
                        "{\"question\": \"%squestion\", \"answer\": \"%sanswer\"}".formatted(MARKER, MARKER)))
                .isEqualTo(201);
    }

    private static void publish(String token, String collection, String source, String content) {
        assertThat(as(
                        token,
                        "PUT",
                        "/v1/collections/" + collection + "/documents/" + source,
                        "{\"content\": \"%s\", \"title\": \"%stitle\", \"metadata\": {\"about\": \"%smeta\"}}"
                                .formatted(content, MARKER, MARKER)))
                .isEqualTo(202);
    }

    /** Or else the scan that finds nothing in the end would prove nothing. */
    private static void assertEverythingIsFound(CollectionId doomed) throws Exception {
        await("the log of searches is written").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Set<String> places = byInterfaces().stream()
                    .map(f -> f.substring(0, f.indexOf(':')))
                    .collect(Collectors.toSet());
            assertThat(places)
                    .contains(
                            "users",
                            "api_keys",
                            "collections",
                            "documents",
                            "conversations",
                            "messages",
                            "query_logs",
                            "audit_logs",
                            TOPICS.documents(),
                            TopicNames.deadLetters(TOPICS.documents()),
                            TOPICS.collections(),
                            TOPICS.chunks(doomed.vectorStoreName()));
            assertThat(places)
                    .anyMatch(place -> place.startsWith("chunks_part_"))
                    .anyMatch(place -> place.startsWith("outbox_"))
                    .anyMatch(place -> place.startsWith(doomed.vectorStoreName() + "__"));
        });
        database("ANALYZE");
        database("CHECKPOINT");
        assertThat(inFiles())
                .anyMatch(f -> f.startsWith("postgres/data/base/"))
                .anyMatch(f -> f.startsWith("postgres/data/pg_wal/"))
                .anyMatch(f -> f.startsWith("kafka/data/" + TOPICS.documents() + "-"))
                .anyMatch(f -> f.startsWith("kafka/data/" + TopicNames.deadLetters(TOPICS.documents())))
                .anyMatch(f -> f.startsWith("kafka/data/" + TOPICS.chunks(doomed.vectorStoreName())))
                .anyMatch(f -> f.startsWith("kafka/data/" + TOPICS.collections() + "-"))
                .anyMatch(f -> f.startsWith("qdrant/"));
    }

    private static Set<String> byInterfaces() throws Exception {
        Set<String> found = new TreeSet<>();
        for (MarkerScan scan : new MarkerScan[] {hers, names}) {
            try (Connection connection = pipeline.connect()) {
                found.addAll(scan.postgres(connection));
            }
            found.addAll(scan.kafka(pipeline.kafka()));
            found.addAll(scan.qdrant(pipeline.qdrant()));
        }
        return found;
    }

    /** Of the servers and, but for the names of collections, of the applications and all logs. */
    private static Set<String> inFiles() throws Exception {
        Set<String> found = new TreeSet<>(hers.files(folder));
        names.files(folder).stream()
                .filter(f -> !f.startsWith("applications/") && !f.startsWith("logs/"))
                .forEach(found::add);
        return found;
    }

    /** PostgreSQL allows no shorter checkpoint_timeout than {@link #CHECKPOINT}; the bound is no other for it. */
    private static void hastenCheckpoint(JsonNode erasure) throws SQLException {
        boolean waits = erasure.path("receipt")
                .valueStream()
                .filter(s -> !s.path("state").asString().equals("ERASED"))
                .allMatch(s -> s.path("store").asString().equals("postgres-write-ahead-log"));
        if (waits) {
            database("CHECKPOINT");
        }
    }

    private static void database(String statement) throws SQLException {
        try (Connection connection = pipeline.connect();
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    private static JsonNode receipt(String erasure) {
        return json(pipeline.http("GET", "/v1/erasures/" + erasure, null));
    }

    private static int found(JsonNode erasure, String store) {
        return erasure.path("receipt")
                .valueStream()
                .filter(s -> s.path("store").asString().equals(store))
                .mapToInt(s -> s.path("found").asInt())
                .sum();
    }

    private static void assertReceipt(JsonNode erasure) {
        assertThat(erasure.path("receipt")
                        .valueStream()
                        .map(store -> store.path("store").asString()))
                .containsExactlyInAnyOrder(
                        "users",
                        "conversations",
                        "query-logs",
                        "audit-log",
                        "documents-and-chunks",
                        "embeddings",
                        "outbox",
                        "qdrant",
                        "chunk-topics",
                        "collections-topic",
                        "documents-topic",
                        "dead-letters",
                        "postgres-files",
                        "postgres-write-ahead-log");
        assertThat(erasure.path("receipt").valueStream()).allSatisfy(store -> {
            assertThat(store.path("state").asString()).as(store.toString()).isEqualTo("ERASED");
            assertThat(store.path("remaining").asInt()).as(store.toString()).isZero();
        });
        for (String store : new String[] {
            "users",
            "conversations",
            "query-logs",
            "audit-log",
            "documents-and-chunks",
            "outbox",
            "qdrant",
            "chunk-topics",
            "documents-topic",
            "dead-letters"
        }) {
            assertThat(found(erasure, store)).as(store).isPositive();
        }
        assertThat(erasure.toString()).doesNotContain(MARKER).doesNotContain(NAME);
    }

    private static void shorten(Map<String, Map<String, Duration>> topics) throws Exception {
        try (Admin admin = Admin.create(pipeline.kafka())) {
            for (var topic : topics.entrySet()) {
                admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.getKey()),
                                topic.getValue().entrySet().stream()
                                        .map(setting -> new AlterConfigOp(
                                                new ConfigEntry(
                                                        setting.getKey(),
                                                        Long.toString(setting.getValue()
                                                                .toMillis())),
                                                AlterConfigOp.OpType.SET))
                                        .toList()))
                        .all()
                        .get();
            }
        }
    }

    private static int as(String token, String method, String path, String body) {
        return pipeline.http(token, MARKER + "agent", method, path, body).statusCode();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
