package io.millrace.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.point.FoundPoint;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowSecurityIT {

    private static final String TEXT = "Row level security decides what is seen.";
    private static final Caller CALLER = Caller.SYSTEM;

    private static QueryApiServer server;
    private static DataSource dataSource;
    private static CollectionId collection;
    private static ChunkId chunk;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        dataSource = server.bean(DataSource.class);
        try (IndexedContent content = new IndexedContent(server)) {
            collection = content.readyCollection("row-security");
            DocumentId document = content.document(collection, "a.md", Map.of(), TEXT);
            chunk = ChunkId.of(document, ContentHash.ofText(TEXT), 0);
        }
    }

    @Test
    void withoutACallerNothingIsVisible() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            for (String table : List.of("collections", "documents", "chunks")) {
                assertThat(count(connection, table)).as(table).isZero();
            }
        }
    }

    @Test
    void emptyCallerSeesNothing() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT set_config('millrace.caller', '', true)");
            assertThat(count(connection, "chunks")).isZero();
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Test
    void callerIsForgottenWithItsTransaction() throws Exception {
        CallerTransactions transactions = server.bean(CallerTransactions.class);
        for (int i = 0; i < 20; i++) {
            int seen = transactions.in(
                    CALLER,
                    dsl -> dsl.fetchSingle("SELECT count(*) FROM chunks").get(0, Integer.class));
            assertThat(seen).isPositive();
            assertThat(server.bean(ChunkReader.class).read(CALLER, List.of(candidate()), true))
                    .hasSize(1);
            try (Connection connection = dataSource.getConnection()) {
                assertThat(count(connection, "chunks")).isZero();
            }
        }
    }

    @Test
    void aPlanThatIsKeptHasOnlyThePartitionsOfTheSearchedCollections() throws Exception {
        CollectionRow row = row();
        String read = ChunkReader.statement(List.of(candidate()));
        String select = read.substring(read.indexOf(';') + 1);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    PreparedStatement explain = connection.prepareStatement("EXPLAIN " + select)) {
                statement.execute("SELECT set_config('millrace.caller', '" + Caller.OPERATOR + "', true),"
                        + " set_config('plan_cache_mode', 'force_generic_plan', true)");
                explain.setBoolean(1, true);
                explain.setArray(2, connection.createArrayOf("uuid", new Object[] {chunk.value()}));
                explain.setArray(3, connection.createArrayOf("uuid", new Object[] {collection.value()}));
                explain.setArray(4, connection.createArrayOf("int4", new Object[] {row.partitionKey()}));
                StringBuilder plan = new StringBuilder();
                try (ResultSet lines = explain.executeQuery()) {
                    while (lines.next()) {
                        plan.append(lines.getString(1)).append('\n');
                    }
                }
                Matcher partitions = Pattern.compile("on chunks_part_(\\d\\d)").matcher(plan);
                assertThat(partitions.results().map(m -> m.group(1)).collect(Collectors.toSet()))
                        .as(plan.toString())
                        .containsExactly("%02d".formatted(row.partitionKey()));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @Test
    void whatACallerMaySeeIsAskedOncePerStatementAndNotPerRow() throws Exception {
        UUID user = UUID.randomUUID();
        try (IndexedContent content = new IndexedContent(server)) {
            content.execute("INSERT INTO users (id, username) VALUES (?, 'row-security')", user);
            content.execute(
                    "INSERT INTO collection_permissions (collection_id, user_id, role) VALUES (?, ?, 'reader')",
                    collection.value(),
                    user);
        }
        Caller reader = Caller.user(user, false);
        for (String table : List.of("collections", "documents", "chunks")) {
            // Each partition that is read has the policy for itself
            String inOnePartition = table.equals("chunks") ? " WHERE partition_key = " + row().partitionKey() : "";
            String plan = server.bean(CallerTransactions.class)
                    .in(
                            reader,
                            dsl -> String.join(
                                    "\n",
                                    dsl.fetch("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT count(*) FROM " + table
                                                    + inOnePartition)
                                            .getValues(0, String.class)));
            // Every function of the policy stands alone in a plan node that ran once.
            assertThat(plan)
                    .as(table)
                    .contains("hashed SubPlan")
                    .containsPattern("ProjectSet \\(actual rows=\\S+ loops=1\\)");
            String id = table.equals("collections") ? "id" : "collection_id";
            List<UUID> seen = server.bean(CallerTransactions.class)
                    .in(
                            reader,
                            dsl -> dsl.fetch("SELECT DISTINCT " + id + " FROM " + table + " WHERE " + id
                                            + " NOT IN (SELECT id FROM collections WHERE is_public)")
                                    .getValues(0, UUID.class));
            assertThat(seen).as(table).containsExactly(collection.value());
        }
    }

    @Test
    void candidateOfAnotherCollectionIsNotConfirmed() throws Exception {
        CollectionRow other;
        try (IndexedContent content = new IndexedContent(server)) {
            content.readyCollection("row-security-other");
            other = server.bean(CollectionDirectory.class).require(CALLER, "row-security-other");
        }
        Candidate foreign = new Candidate(other, candidate().point());
        assertThat(server.bean(ChunkReader.class).read(CALLER, List.of(foreign, candidate()), true))
                .containsOnlyKeys(1);
    }

    private static CollectionRow row() {
        return server.bean(CollectionDirectory.class).require(CALLER, "row-security");
    }

    private static Candidate candidate() {
        return new Candidate(
                row(), new FoundPoint(chunk, 1f, 1, ContentHash.ofText(TEXT).hex()));
    }

    private static int count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }
}
