package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.id.ContentHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs in processes of their own, with the documented environment. */
class CommandLineIT {

    private record Result(int exitCode, String out, String err) {}

    @TempDir
    Path folder;

    @Test
    void migrateMayBeRepeatedAndPublishSendsOnlyWhatChanged() throws Exception {
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
                        "MILLRACE_KAFKA_"
                                + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'),
                        value.toString()));
        environment.put("MILLRACE_TOPIC_PREFIX", "cli" + System.nanoTime());

        assertThat(run(environment, "migrate").out()).startsWith("Migrated: 4 migrations applied");
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
            assertThat(first.err()).contains("part/c.txt: is binary", "part/.hidden.md: hidden");

            known.put(
                    "part/a.md",
                    ContentHash.ofBytes("# A\n".getBytes(StandardCharsets.UTF_8))
                            .hex());
            known.put(
                    "part/b.txt",
                    ContentHash.ofBytes("old".getBytes(StandardCharsets.UTF_8)).hex());
            known.put("gone.md", "00");
            Result second = run(
                    environment,
                    "publish",
                    folder.resolve("docs").toString(),
                    "--collection",
                    "books",
                    "--delete-missing",
                    "--dry-run",
                    "--json");
            assertThat(second.out()).contains("\"sent\":1", "\"unchanged\":1", "\"deleted\":1");

            Result unknown = run(environment, "publish", folder.toString(), "--collection", "nowhere");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err().strip())
                    .isEqualTo(
                            "There is no collection 'nowhere': create it with './millrace collections create nowhere'.");
        } finally {
            api.stop(0);
        }
    }

    private static HttpServer api(Map<String, String> known) throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/v1/collections/books", exchange -> {
            String items = known.entrySet().stream()
                    .map(entry -> "{\"source\":\"" + entry.getKey() + "\",\"content_hash\":\"" + entry.getValue()
                            + "\",\"deleted\":false,\"version\":1,\"indexed_version\":1,\"status\":\"INDEXED\"}")
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

    private Result run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
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
        Process process = builder.start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
