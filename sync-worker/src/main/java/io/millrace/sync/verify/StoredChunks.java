package io.millrace.sync.verify;

import io.millrace.sync.collection.CollectionRow;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The chunks of a collection in Postgres. Thread-safe, but for the stream. */
final class StoredChunks {

    /**
     * What Postgres says of a suspect at one moment.
     *
     * @param chunk null when there is no such chunk
     * @param documentVersion 0 when there is no such document
     */
    record Judged(@Nullable ChunkState chunk, long documentVersion, long indexedVersion) {
        boolean settled() {
            return indexedVersion >= documentVersion;
        }
    }

    private static final int PAGE = 5_000;

    /** The partition is a parameter of its own, so that the planner reads one partition only. */
    private static final String PAGE_SQL = """
            SELECT id, version, encode(content_hash, 'hex') AS hash, document_id FROM chunks
            WHERE partition_key = ? AND collection_id = ? AND id > ?
            ORDER BY id LIMIT ?""";

    private static final String JUDGE_SQL = """
            SELECT s.id, c.version, encode(c.content_hash, 'hex') AS hash, d.id AS document_id,
                   coalesce(d.version, 0) AS document_version, coalesce(d.indexed_version, 0) AS indexed_version
            FROM unnest(?::uuid[], ?::uuid[]) AS s(id, document_id)
            LEFT JOIN chunks c ON c.id = s.id AND c.partition_key = ? AND c.collection_id = ?
            LEFT JOIN documents d ON d.id = coalesce(c.document_id, s.document_id)""";

    private final DataSource database;
    private final CollectionRow collection;

    StoredChunks(DataSource database, CollectionRow collection) {
        this.database = database;
        this.collection = collection;
    }

    /** Runs the reader on all chunks in id order, as they stood at one moment. */
    <T> T streamed(Function<Iterator<ChunkState>, T> reader) {
        try (Connection connection = database.getConnection()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                return reader.apply(new PagedIterator() {
                    @Override
                    List<ChunkState> after(@Nullable ChunkState state) {
                        return page(connection, state == null ? new UUID(0, 0) : state.id());
                    }
                });
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<ChunkState> page(Connection connection, UUID after) {
        try (PreparedStatement select = connection.prepareStatement(PAGE_SQL)) {
            select.setInt(1, collection.partitionKey());
            select.setObject(2, collection.id().value());
            select.setObject(3, after);
            select.setInt(4, PAGE);
            List<ChunkState> states = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    states.add(state(rows));
                }
            }
            return states;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** All suspects at one moment, by chunk id. */
    Map<UUID, Judged> judge(List<Difference> suspects) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(JUDGE_SQL)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", suspects.stream().map(Difference::chunkId).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid",
                            suspects.stream().map(Difference::documentId).toArray()));
            select.setInt(3, collection.partitionKey());
            select.setObject(4, collection.id().value());
            Map<UUID, Judged> judged = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ChunkState chunk = rows.getObject("version") == null ? null : state(rows);
                    judged.put(
                            rows.getObject("id", UUID.class),
                            new Judged(chunk, rows.getLong("document_version"), rows.getLong("indexed_version")));
                }
            }
            return judged;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static ChunkState state(ResultSet row) throws SQLException {
        return new ChunkState(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getString("hash"),
                row.getObject("document_id", UUID.class));
    }

    private static DependencyException unavailable(SQLException e) {
        return new DependencyException("postgres-unavailable", "Postgres did not answer: " + e.getMessage(), e);
    }
}
