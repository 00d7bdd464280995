package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.changeevent.AvroMessages;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.topic.TopicNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs in processes of their own, with the documented environment. */
class CommandLineIT {

    private record Result(int exitCode, String out, String err) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration TO_STOP = Duration.ofSeconds(10);

    private final AtomicReference<String> publishedFrom = new AtomicReference<>("");
    private final AtomicInteger polled = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void migrateMayBeRepeatedAndPublishSendsOnlyWhatChanged() throws Exception {
        Map<String, String> environment = environment();
        assertThat(run(environment, "migrate").out()).matches("(?s)Migrated: [1-9]\\d* migrations applied.*");
        assertThat(run(environment, "migrate").out()).startsWith("Migrated: 0 migrations applied");

        Path docs = Files.createDirectories(folder.resolve("docs/part"));
        Files.writeString(docs.resolve("a.md"), "# A\n");
        Files.writeString(docs.resolve("b.txt"), "b");
        Files.write(docs.resolve("c.txt"), new byte[] {1, 0, 2});
        Files.writeString(docs.resolve(".hidden.md"), "h");
        Map<String, String> known = new ConcurrentHashMap<>();
        HttpServer api = api(known);
        try {
            environment.put(
                    "MILLRACE_API_URL", "http://127.0.0.1:" + api.getAddress().getPort());
            Result first =
                    run(environment, "publish", folder.resolve("docs").toString(), "--collection", "books", "--json");
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out().lines()).hasSize(1);
            assertThat(first.out()).contains("\"sent\":2", "\"skipped\":2");
            assertThat(first.err()).contains("skipped: part/c.txt is binary.", "skipped: part/.hidden.md is hidden.");

            known.put(
                    "part/a.md",
                    ContentHash.ofBytes("# A\n".getBytes(StandardCharsets.UTF_8))
                            .hex());
            known.put(
                    "part/b.txt",
                    ContentHash.ofBytes("old".getBytes(StandardCharsets.UTF_8)).hex());
            known.put("gone.md", "00");
            known.put("left-out.md", "00");
            Files.writeString(folder.resolve("docs/left-out.md"), "left out");
            publishedFrom.set(published(environment.get("MILLRACE_TOPIC_PREFIX"), 2)
                    .getFirst()
                    .getMetadata()
                    .get("published_from"));
            Result second = run(
                    environment,
                    "publish",
                    folder.resolve("docs").toString(),
                    "--collection",
                    "books",
                    "--delete-missing",
                    "--exclude",
                    "left-out.md",
                    "--dry-run",
                    "--json");
            assertThat(second.out()).contains("\"sent\":1", "\"unchanged\":1", "\"deleted\":1");
            assertThat(second.err()).contains("would send: part/b.txt", "would delete: gone.md");

            publishThatIsToldToStopSaysWhatWasSent(environment, folder.resolve("docs/part"));

            Path many = Files.createDirectories(folder.resolve("many"));
            for (int i = 0; i < 5_000; i++) {
                Files.writeString(many.resolve(i + ".txt"), "text " + i);
            }
            Result all = run(environment, "publish", many.toString(), "--collection", "books", "--json");
            assertThat(all.out()).as(all.err()).contains("\"sent\":5000");

            Result unknown = run(environment, "publish", folder.toString(), "--collection", "nowhere");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err().strip())
                    .isEqualTo(
                            "There is no collection 'nowhere': create it with './millrace collections create nowhere'.");
        } finally {
            api.stop(0);
        }
    }

    @Test
    void aDatabaseOfOtherMigrationsIsOneSentenceThatSaysWhatToDo() throws Exception {
        Map<String, String> environment = environment();
        assertThat(run(environment, "migrate").exitCode()).isZero();
        PostgresServer postgres = Stacks.shared().postgres();
        try (Connection connection = DriverManager.getConnection(
                        environment.get("MILLRACE_POSTGRES_URL"), postgres.adminUser(), postgres.adminPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("update millrace.flyway_schema_history set checksum = checksum + 1 where version = '2'");
        }
        Result refused = run(environment, "migrate");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip())
                .isEqualTo(
                        "the database was made by another version of the migrations than this build has, which differ"
                                + " in 2 'content': use the build that made it, or restore a database that this one can migrate,"
                                + " or, if this is a local system whose data may go, delete it with"
                                + " './millrace down --purge --execute' and start again");
        assertThat(refused.out()).isEmpty();
    }

    private static Map<String, String> environment() {
        Stack stack = Stacks.shared();
        PostgresServer postgres = stack.postgres();
        Map<String, String> environment = new ConcurrentHashMap<>();
        environment.put("MILLRACE_POSTGRES_URL", postgres.jdbcUrl(postgres.createDatabase()));
        environment.put("MILLRACE_ADMIN_USER", postgres.adminUser());
        environment.put("MILLRACE_ADMIN_PASSWORD", postgres.adminPassword());
        for (String role : List.of("MIGRATE", "INGEST", "SYNC", "QUERY", "RELAY")) {
            environment.put("MILLRACE_" + role + "_PASSWORD", "only-on-loopback");
        }
        stack.kafka()
                .clientProperties()
                .forEach((name, value) -> environment.put(
                        "MILLRACE_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        environment.put("MILLRACE_TOPIC_PREFIX", "cli" + System.nanoTime());
        return environment;
    }

    /** It waits for what will never be searchable here. */
    private void publishThatIsToldToStopSaysWhatWasSent(Map<String, String> environment, Path docs) throws Exception {
        Started publish = start(environment, "publish", docs.toString(), "--collection", "books", "--wait");
        await().atMost(TIMEOUT).until(() -> Files.readString(publish.err()).contains("publish: 3 of 3"));
        polled.set(0);
        await().atMost(TIMEOUT).until(() -> polled.get() > 0);
        publish.process().destroy();
        Result stopped = publish.await(TO_STOP);
        assertThat(stopped.exitCode()).isEqualTo(128 + 15);
        assertThat(stopped.out()).isEmpty();
        assertThat(stopped.err().strip().lines().toList().getLast())
                .isEqualTo("Interrupted while waiting: 2 of 3 files were sent to collection books"
                        + " (0 unchanged, 2 skipped, 0 failed);"
                        + " all of it becomes searchable without this command, and the same command waits again.");
    }

    private static List<DocumentEvent> published(String prefix, int count) {
        TopicNames topics = new TopicNames(prefix);
        List<DocumentEvent> events = new ArrayList<>();
        BinaryMessageDecoder<DocumentEvent> decoder =
                AvroMessages.decoder(new DocumentEvent().getSpecificData(), DocumentEvent.getClassSchema());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Stacks.shared().kafka().clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.documents()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(TIMEOUT).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(decoder.decode(record.value()));
                }
                return events.size() >= count;
            });
        }
        return events;
    }

    private HttpServer api(Map<String, String> known) throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/v1/collections/books", exchange -> {
            polled.incrementAndGet();
            String items = known.entrySet().stream()
                    .map(entry -> "{\"source\":\"" + entry.getKey() + "\",\"content_hash\":\"" + entry.getValue()
                            + "\",\"metadata\":{\"published_from\":\"" + publishedFrom.get()
                            + "\"},\"deleted\":false,\"version\":1,\"indexed_version\":1,\"status\":\"INDEXED\"}")
                    .collect(Collectors.joining(","));
            byte[] body = ("{\"items\":[" + items + "]}").getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        api.start();
        return api;
    }

    private record Started(Process process, Path out, Path err) {

        Result await(Duration bound) throws IOException, InterruptedException {
            assertThat(process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Result run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        return start(environment, args).await(TIMEOUT);
    }

    private Started start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.ingest.IngestWorkerMain"));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "out", null);
        Path err = Files.createTempFile(folder, "err", null);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }
}
