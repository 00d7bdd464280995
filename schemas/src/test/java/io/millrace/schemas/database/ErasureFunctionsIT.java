package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an erasure does in the database: all of the user's and nothing of others', however often it is repeated. */
class ErasureFunctionsIT {

    private static final String ADA = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String BOB = "bbbbbbbb-0000-4000-8000-000000000002";
    private static final String HERS = "cccccccc-0000-4000-8000-000000000001";
    private static final String HIS = "cccccccc-0000-4000-8000-000000000002";
    /** Has letters that are no hexadecimal digits: rows are searched for it, and hashes stand in them. */
    private static final String HER_NAME = "lovelace";

    private static final String OPERATION = "dddddddd-0000-4000-8000-000000000001";

    /** For a user and a collection of the user's. */
    private static final String PLANT = """
            INSERT INTO users (id, username, email) VALUES ('%1$s', '%3$s', '%3$s@example.org');
            INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
            VALUES ('%1$s', 'k', left(md5('%3$s'), 12), sha256('%3$s'), '{read}');
            INSERT INTO refresh_tokens (family, user_id, hash, expires_at) VALUES (gen_random_uuid(), '%1$s', sha256('%3$s'), now());
            INSERT INTO conversations (user_id, title) VALUES ('%1$s', 't');
            INSERT INTO messages (conversation_id, user_id, position, role, content)
            SELECT id, user_id, 1, 'user', 'words' FROM conversations WHERE user_id = '%1$s';
            INSERT INTO query_logs (user_id, query, collections, retrieval_mode, retrieved_chunks, response)
            VALUES ('%1$s', 'q', '{}', 'dense', '{}', 'complete');
            INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, owner_id)
            VALUES ('%2$s', '%3$s-notes', 'col_' || replace('%2$s', '-', '_'), 'hashing', 8, 1, '%1$s');
            INSERT INTO documents (id, collection_id, source, mime_type, content, status, version, chunk_count)
            SELECT md5('%3$s' || n)::uuid, '%2$s', 's/' || n, 'text/plain', '%3$s', 'INDEXED', 1, 1 FROM generate_series(1, 7) n;
            INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash, embedding_model)
            SELECT gen_random_uuid(), collection_id, chunk_partition_key(collection_id), id, 0, 1, '%3$s', sha256('%3$s'), 'hashing'
            FROM documents WHERE collection_id = '%2$s';
            INSERT INTO embeddings (model, content_hash, dimension, vector) VALUES ('hashing', sha256('%3$s'), 1, '\\x00000000');
            INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)
            SELECT 'chunks.col_' || replace('%2$s', '-', '_'), uuid_send(id), 'upsert', '\\x00', 0, id, 1
            FROM documents WHERE collection_id = '%2$s';
            INSERT INTO audit_logs (operation, resource_type, resource_id, actor, user_id, ip)
            VALUES ('user.created', 'user', '%1$s', 'user:%1$s', '%1$s', '10.0.0.1'),
                   ('document.committed', 'document', gen_random_uuid(), 'key:' || left(md5('%3$s'), 12), NULL, NULL),
                   ('document.committed', 'document', gen_random_uuid(), '%3$s', NULL, NULL);
            """;

    private MigratingDatabase database;

    @BeforeEach
    void plant() throws SQLException {
        database = MigratingDatabase.newest();
        execute(PLANT.formatted(ADA, HERS, HER_NAME));
        execute("SELECT audit_seal(1000)");
        execute(PLANT.formatted(BOB, HIS, "bob"));
        ask("{\"subject\": \"user\", \"user\": \"" + ADA + "\", \"collections\": []}");
    }

    @Test
    void everythingOfTheUserIsErasedAndNothingOfOthers() throws SQLException {
        Map<String, Long> others = counts(BOB, HIS);
        assertThat(eraseUser())
                .containsEntry("conversations", 2L)
                .containsEntry("query-logs", 1L)
                .containsEntry("audit-log", 3L)
                .containsEntry("users", 3L);
        assertThat(call("SELECT erase_documents('" + OPERATION + "', 3)")).isEqualTo(6);
        while (call("SELECT erase_documents('" + OPERATION + "', 3)") > 0) {
            assertThat(number("SELECT count(*) FROM documents WHERE collection_id = '" + HERS + "'"))
                    .isLessThan(7);
        }
        assertThat(call("SELECT erase_embeddings('" + OPERATION + "')")).isEqualTo(1);
        assertThat(call("SELECT erase_outbox('" + OPERATION + "')")).isEqualTo(7);

        assertThat(counts(ADA, HERS).values()).containsOnly(0L);
        assertThat(counts(BOB, HIS)).isEqualTo(others);
        assertThat(number("SELECT count(*) FROM collections WHERE id = '" + HERS
                        + "' AND status = 'DELETED' AND name = 'erased-' || id AND description IS NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM outbox WHERE aggregatetype = 'collections' AND type = 'delete'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM audit_logs a WHERE a::text ~ '" + HER_NAME + "'"))
                .isZero();
    }

    @Test
    void everyStepFindsNothingTheSecondTime() throws SQLException {
        eraseUser();
        while (call("SELECT erase_documents('" + OPERATION + "', 500)") > 0) {
            assertThat(database.version()).isEqualTo(DatabaseMigrator.SCHEMA_VERSION);
        }
        call("SELECT erase_embeddings('" + OPERATION + "')");
        call("SELECT erase_outbox('" + OPERATION + "')");
        assertThat(eraseUser().values()).containsOnly(0L);
        assertThat(call("SELECT erase_documents('" + OPERATION + "', 500)")).isZero();
        assertThat(call("SELECT erase_embeddings('" + OPERATION + "')")).isZero();
        assertThat(call("SELECT erase_outbox('" + OPERATION + "')")).isZero();
        assertThat(number("SELECT jsonb_array_length(config -> 'collections') FROM operations"))
                .isEqualTo(1);
    }

    @Test
    void chainOfTheAuditLogHoldsForRowsThatWereSealedAndRowsThatWillBe() throws SQLException {
        execute("INSERT INTO audit_logs (operation, resource_type, resource_id, actor) VALUES ('late', 'user', '" + ADA
                + "', 'user:" + ADA + "')");
        eraseUser();
        execute("SELECT audit_seal(1000)");
        assertThat(number("SELECT count(*) FROM audit_verify(0) WHERE broken_position IS NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT checked FROM audit_verify(0)")).isEqualTo(number("SELECT count(*) FROM audit_logs"));
    }

    @Test
    void collectionsThatAreGivenAwayStay() throws SQLException {
        execute("UPDATE operations SET config = config || '{\"transfer_to\": \"" + BOB + "\"}'");
        eraseUser();
        assertThat(call("SELECT erase_documents('" + OPERATION + "', 500)")).isZero();
        assertThat(number("SELECT count(*) FROM collections WHERE id = '" + HERS + "' AND owner_id = '" + BOB
                        + "' AND deleted_at IS NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM documents WHERE collection_id = '" + HERS + "'"))
                .isEqualTo(7);
    }

    @Test
    void nothingIsErasedWhenWhoIsToGetTheCollectionsIsGone() throws SQLException {
        execute("UPDATE operations SET config = config || '{\"transfer_to\": \"" + BOB + "\"}'");
        execute("DELETE FROM users WHERE id = '" + BOB + "'");
        Map<String, Long> hers = counts(ADA, HERS);
        assertThatThrownBy(this::eraseUser)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("MR001"));
        assertThat(counts(ADA, HERS)).isEqualTo(hers);
        assertThat(number("SELECT count(*) FROM collections WHERE id = '" + HERS + "' AND deleted_at IS NULL"))
                .isEqualTo(1);
        execute("UPDATE collections SET deleted_at = now(), status = 'DELETED' WHERE id = '" + HERS + "'");
        assertThat(eraseUser()).as("there is nothing to give away").containsEntry("users", 3L);
    }

    @Test
    void purgedDocumentLosesItsSourceAndKeepsItsVersion() throws SQLException {
        execute("DELETE FROM operations");
        ask(
                "{\"subject\": \"document\", \"document\": \"%s\", \"collections\": [{\"id\": \"%s\", \"name\": \"bob-notes\"}]}"
                        .formatted(document("bob", 3), HIS));
        assertThat(number("SELECT coalesce(erase_document('" + OPERATION + "'), -1)"))
                .isEqualTo(-1);
        execute("""
                DELETE FROM chunks WHERE document_id = '%1$s';
                UPDATE documents SET version = 2, deleted_at = now(), purged_at = now(), content = NULL, content_hash = NULL,
                    chunk_count = 0, status = 'DELETED' WHERE id = '%1$s'""".formatted(document("bob", 3)));
        assertThat(call("SELECT erase_document('" + OPERATION + "')")).isEqualTo(2);
        assertThat(call("SELECT erase_outbox('" + OPERATION + "')")).isEqualTo(1);
        assertThat(call("SELECT erase_documents('" + OPERATION + "', 500)")).isZero();
        assertThat(number("SELECT count(*) FROM documents WHERE source = 'erased-' || id"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM documents WHERE collection_id = '" + HIS + "'"))
                .isEqualTo(7);
    }

    @Test
    void whatIsPublishedAfterTheDocumentWasFoundPurgedStaysAndWhatWasBeforeGoes() throws SQLException {
        execute("DELETE FROM operations");
        ask("{\"subject\": \"document\", \"document\": \"%s\"}".formatted(document("bob", 3)));
        execute(
                "UPDATE documents SET version = 2, deleted_at = now(), purged_at = now(), content = NULL, content_hash = NULL,"
                        + " status = 'DELETED' WHERE id = '" + document("bob", 3) + "'");
        assertThat(call("SELECT erase_document('" + OPERATION + "')")).isEqualTo(2);
        execute("""
                UPDATE documents SET version = 3, deleted_at = NULL, purged_at = NULL, source = 's/3', status = 'COMMITTED'
                WHERE id = '%1$s';
                INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)
                VALUES ('chunks.x', '\\x00', 'upsert', '\\x00', 0, '%1$s', 3)""".formatted(document("bob", 3)));
        assertThat(call("SELECT erase_document('" + OPERATION + "')")).isEqualTo(2);
        assertThat(call("SELECT erase_outbox('" + OPERATION + "')")).isEqualTo(1);
        assertThat(number("SELECT version FROM outbox WHERE document_id = '" + document("bob", 3) + "'"))
                .isEqualTo(3);
        assertThat(number("SELECT count(*) FROM documents WHERE source = 's/3' AND id = '" + document("bob", 3) + "'"))
                .isEqualTo(1);
    }

    @Test
    void nothingIsErasedThatNoOpenOperationNames() throws SQLException {
        execute("UPDATE operations SET status = 'SUCCEEDED', finished_at = now()");
        assertThatThrownBy(this::eraseUser).isInstanceOf(SQLException.class).hasMessageContaining("no open erasure");
        for (DatabaseRole role : new DatabaseRole[] {DatabaseRole.INGEST, DatabaseRole.QUERY}) {
            try (Connection connection = database.connectAs(role);
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("SELECT erase_user('" + OPERATION + "')"))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static String document(String user, int number) throws SQLException {
        byte[] hash;
        try {
            hash = java.security.MessageDigest.getInstance("MD5")
                    .digest((user + number).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(hash);
        return new java.util.UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    private void ask(String config) throws SQLException {
        execute("INSERT INTO operations (id, type, config) VALUES ('" + OPERATION + "', 'ERASURE', '" + config + "')");
    }

    private Map<String, Long> counts(String user, String collection) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (String table :
                new String[] {"api_keys", "refresh_tokens", "conversations", "messages", "query_logs", "audit_logs"}) {
            counts.put(table, number("SELECT count(*) FROM " + table + " WHERE user_id = '" + user + "'"));
        }
        counts.put("users", number("SELECT count(*) FROM users WHERE id = '" + user + "'"));
        for (String table : new String[] {"documents", "chunks", "collection_counters", "collection_sources"}) {
            counts.put(table, number("SELECT count(*) FROM " + table + " WHERE collection_id = '" + collection + "'"));
        }
        counts.put(
                "outbox",
                number("SELECT count(*) FROM outbox WHERE aggregatetype = 'chunks.col_' || replace('" + collection
                        + "', '-', '_')"));
        return counts;
    }

    private Map<String, Long> eraseUser() throws SQLException {
        Map<String, Long> erased = new TreeMap<>();
        try (Connection connection = database.connectAs(DatabaseRole.SYNC);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT store, erased FROM erase_user('" + OPERATION + "')")) {
            while (row.next()) {
                erased.put(row.getString(1), row.getLong(2));
            }
        }
        return erased;
    }

    /** As the worker does. */
    private long call(String sql) throws SQLException {
        try (Connection connection = database.connectAs(DatabaseRole.SYNC)) {
            return number(connection, sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            return number(connection, sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
