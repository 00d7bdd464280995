package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The server counts how often each partition was read. Whatever the applications do with a collection's chunks, it is one of the
 * hundred, as seen from the statements that they send and not from a list of them.
 */
class PartitionPruningIT {

    private static final Pipeline pipeline = Pipeline.shared();
    private static final String NAME = "pruning";
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void everyStatementOnACollectionsChunksReadsOnePartition() throws Exception {
        CollectionId collection = pipeline.createCollection(NAME);
        int own = partition(collection);
        try (Connection statistics = pipeline.connect();
                Statement lock = statistics.createStatement()) {
            // The statistics of all chunks are made from all partitions, now and then; not meanwhile
            lock.execute("SELECT pg_advisory_lock(hashtext('millrace.refresh_collection_chunking_stats'))");
            Map<Integer, Long> before = scans(statistics);
            lifeOfACollection(collection);
            Map<Integer, Long> after = scans(statistics);

            List<Integer> read = after.keySet().stream()
                    .filter(partition -> after.get(partition) > before.get(partition))
                    .toList();
            assertThat(read).containsExactly(own);
            assertThat(after).hasSize(100);
        }
    }

    private static void lifeOfACollection(CollectionId collection) throws Exception {
        upsert("a", document("walking", 12));
        upsert("copy-of-a", document("walking", 12));
        upsert("b", document("grasping", 12));
        upsert("c", document("seeing", 12));
        settled(collection, 4);
        upsert("b", document("grasping", 12).replace("Part 3", "A changed part 3"));
        // The same parts in another order: chunks move, and none is new
        upsert("c", "# Part 11\n\nFirst.\n\n" + document("seeing", 11));
        send("b", "described", ",\"title\":\"Another title\"");
        send("a", "deleted", "");
        send("b", "deleted", "");
        send("b", "restored", "");
        send("c", "deleted", "");
        send("c", "purged", "");
        settled(collection, 4);

        answered("GET", "/v1/collections/" + NAME, null);
        answered("GET", "/v1/collections/" + NAME + "/documents", null);
        answered("GET", "/v1/collections/" + NAME + "/documents/b?include_content=true", null);
        answered("GET", "/v1/collections/" + NAME + "/documents/b/chunks?limit=5", null);
        answered("GET", "/v1/collections/" + NAME + "/statistics", null);
        answered("GET", "/v1/statistics/partitions", null);
        answered("GET", "/v1/pipeline", null);
        assertThat(answered(
                        "POST",
                        "/v1/search",
                        "{\"query\":\"grasping\",\"collections\":[\"" + NAME + "\"],\"top_k\":5}"))
                .contains("\"rank\":1");
        for (String verb : List.of("verify", "rebuild")) {
            List<String> arguments = new ArrayList<>(List.of(verb, NAME));
            if (verb.equals("rebuild")) {
                arguments.add("--execute");
            }
            ApplicationProcess.CommandResult result = pipeline.command("sync-worker", arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }

    private static String answered(String method, String path, String body) {
        var answer = pipeline.http(method, path, body);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void settled(CollectionId collection, int documents) {
        pipeline.flush();
        pipeline.awaitConsumed(BOUND);
        pipeline.awaitIndexed(collection, documents, BOUND);
        pipeline.awaitConsumed(BOUND);
    }

    private static String document(String topic, int parts) {
        return IntStream.range(0, parts)
                .mapToObj(n -> "# Part " + n + "\n\nWhat part " + n + " says of " + topic + ". "
                        + "It goes on for a while, so that it is a chunk. ".repeat(4))
                .collect(Collectors.joining("\n\n"));
    }

    private static void upsert(String source, String content) {
        event(source, "\"mime_type\":\"text/markdown\",\"content\":\"" + content.replace("\n", "\\n") + "\"");
    }

    private static void send(String source, String type, String more) {
        event(source, "\"type\":\"io.millrace.document." + type + "\"" + more);
    }

    private static void event(String source, String fields) {
        pipeline.send(
                NAME + "/" + source,
                ("{\"collection\":\"" + NAME + "\",\"source\":\"" + source + "\"," + fields + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static int partition(CollectionId collection) throws SQLException {
        try (Connection connection = pipeline.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT millrace.chunk_partition_key('" + collection.value() + "')")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** By partition. Backends tell what they did when they end, at the latest; the applications connect again. */
    private static Map<Integer, Long> scans(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND usename IN ('millrace_ingest', 'millrace_sync', 'millrace_query')");
            Map<Integer, Long> scans = new TreeMap<>();
            try (ResultSet row = statement.executeQuery(
                    "SELECT partition_key, sequential_scans + index_scans FROM millrace.partition_health")) {
                while (row.next()) {
                    scans.put(row.getInt(1), row.getLong(2));
                }
            }
            return scans;
        }
    }
}
