package io.millrace.ingest.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseRollback;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content migrations on a database that is full and in use, forward, back and forward again. */
class ContentMigrationIT {

    private static final String BEFORE = "4";
    private static final String AFTER = "9";

    private final PostgresServer server = Stacks.shared().postgres();
    private String url;

    @BeforeEach
    void populateTheVersionBefore() throws SQLException {
        url = server.jdbcUrl(server.createDatabase());
        migrate(BEFORE);
        execute("""
                insert into collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, chunk_size)
                select id, 'c' || n, 'col_' || replace(id::text, '-', '_'), 'm', 3, 4, 100 + n
                from (select gen_random_uuid() as id, n from generate_series(1, 3) n) c""");
        execute("""
                insert into documents (id, collection_id, source, mime_type, content, content_hash, content_bytes, chunk_count,
                                       status, version, deleted_at)
                select gen_random_uuid(), c.id, 'p' || n % 5 || '/s' || n, 'text/plain', 'x', sha256(n::text::bytea), n, n % 4,
                       'COMMITTED', n % 3, case when n % 7 = 0 then now() end
                from collections c, generate_series(1, 2000) n""");
    }

    @Test
    void countersAreExactAlthoughAWorkerOfTheVersionBeforeNeverStopsWriting() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Future<?> first = executor.submit(() -> writeUntil(done, written, "a"));
            Future<?> second = executor.submit(() -> writeUntil(done, written, "b"));
            try {
                migrate(AFTER);
            } finally {
                done.set(true);
            }
            first.get();
            second.get();
        }
        assertThat(written.get()).isPositive();
        assertCountersAreExact();
    }

    @Test
    void whatIsRolledBackCanBeRolledForwardAgain() throws Exception {
        migrate(AFTER);
        execute("update collections set status = 'READY' where name = 'c1'");
        execute("update collections set status = 'DEGRADED', status_message = 'Because.' where name = 'c1'");
        DatabaseRollback.rollBack(new DatabaseAdministrator(url, server.adminUser(), server.adminPassword()), 5);
        assertThat(count("select count(*) from collections where status not in ('PENDING', 'READY')"))
                .isZero();
        execute("update documents set version = version + 1, chunk_count = chunk_count + 1 where deleted_at is null");
        migrate(AFTER);
        assertCountersAreExact();
        assertThat(count("select count(*) from chunking_configs")).isEqualTo(3);
        assertThat(
                        count(
                                "select count(*) from pg_constraint where conrelid in ('documents'::regclass, 'collections'::regclass) and not convalidated"))
                .isZero();
        assertThat(count("select count(*) from pg_index where indrelid = 'documents'::regclass and not indisvalid"))
                .isZero();
    }

    private void assertCountersAreExact() throws SQLException {
        assertThat(count("""
                        select count(*) from collection_counts k join (
                            select collection_id, count(*) as n, sum(chunk_count) as c, sum(content_bytes) as b
                            from documents where deleted_at is null and version > 0 group by 1) d using (collection_id)
                        where (k.document_count, k.chunk_count, k.content_bytes) = (d.n, d.c, d.b)""")).isEqualTo(3);
        assertThat(count("""
                        select count(*) from collection_source_counts s full join (
                            select collection_id, source_prefix(source) as prefix, count(*) as n
                            from documents where deleted_at is null and version > 0 group by 1, 2) d
                        using (collection_id, prefix)
                        where coalesce(s.document_count, 0) <> coalesce(d.n, 0)""")).isZero();
    }

    /** As a worker writes, in short transactions; none of them may fail. */
    private void writeUntil(AtomicBoolean done, AtomicInteger written, String name) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                int n = written.incrementAndGet();
                statement.execute("""
                        insert into documents (id, collection_id, source, mime_type, content_bytes, chunk_count, status, version)
                        select gen_random_uuid(), id, 'live/%s%d', 'text/plain', 7, 1, 'COMMITTED', 1
                        from collections where name = 'c1'""".formatted(name, n));
                statement.execute(
                        "update documents set version = version + 1, chunk_count = 2, deleted_at = case when %d %% 3 = 0 then now() end where source = 'live/%s%d'"
                                .formatted(n, name, n));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(url, server.adminUser(), server.adminPassword())
                .locations("classpath:db/migration")
                .defaultSchema("millrace")
                .createSchemas(true)
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .target(MigrationVersion.fromVersion(version))
                .load()
                .migrate();
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(url + "?currentSchema=millrace", server.adminUser(), server.adminPassword());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
