package io.millrace.query.search;

import io.millrace.query.access.Caller;
import io.millrace.query.search.SearchAnswer.HitDocument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the chunks of candidates as this caller, in one round trip. Thread-safe.
 *
 * <p>The two statements go to the server before one Sync message and are therefore one transaction (PostgreSQL, "Extended
 * Query Pipelining"): the caller is set for the second and forgotten after it, and no BEGIN or COMMIT travels. The
 * partition keys are part of the statement, so that its plan has the partitions of the searched collections only, and is
 * kept: with keys as parameters PostgreSQL plans anew each time, since a plan for all partitions would cost it more.
 */
@Component
class ChunkReader {

    private static final String READ = """
            SELECT set_config('millrace.caller', ?, true);
            SELECT h.ordinal, d.id, d.source, d.title, d.version, c.version, c.content_hash,
                   c.section_title, c.page_reference, CASE WHEN ? THEN c.text END,
                   c.start_offset, c.end_offset, d.metadata
            FROM unnest(?::uuid[], ?::uuid[], ?::integer[])
                     WITH ORDINALITY AS h (chunk_id, collection_id, partition_key, ordinal)
            JOIN chunks c
              ON c.id = h.chunk_id AND c.collection_id = h.collection_id AND c.partition_key = h.partition_key
            JOIN documents d ON d.id = c.document_id AND d.collection_id = c.collection_id
            WHERE c.partition_key IN ({partitions})
              AND d.deleted_at IS NULL
              AND EXISTS (SELECT FROM collections k WHERE k.id = c.collection_id AND k.deleted_at IS NULL)
            """;

    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final DataSource dataSource;
    private final JsonMapper json;

    ChunkReader(DataSource dataSource, JsonMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** What PostgreSQL has of a chunk now. */
    record Chunk(
            HitDocument document,
            long version,
            String contentHash,
            @Nullable String sectionTitle,
            @Nullable String pageReference,
            @Nullable String text,
            int startOffset,
            int endOffset,
            Map<String, Object> metadata) {}

    /**
     * @return by index in {@code candidates}: only those that exist now and that the caller may see
     * @throws SQLException if PostgreSQL does not answer: nothing may be shown then
     */
    Map<Integer, Chunk> read(Caller caller, List<Candidate> candidates, boolean textWanted) throws SQLException {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        Object[] chunkIds =
                candidates.stream().map(c -> c.point().chunkId().value()).toArray();
        Object[] collectionIds =
                candidates.stream().map(c -> c.collection().id().value()).toArray();
        Object[] partitionKeys =
                candidates.stream().map(c -> c.collection().partitionKey()).toArray();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(statement(candidates))) {
            statement.setString(1, caller.userId().toString());
            statement.setBoolean(2, textWanted);
            statement.setArray(3, connection.createArrayOf("uuid", chunkIds));
            statement.setArray(4, connection.createArrayOf("uuid", collectionIds));
            statement.setArray(5, connection.createArrayOf("int4", partitionKeys));
            statement.execute();
            if (!statement.getMoreResults()) {
                throw new SQLException("the statement that reads chunks gave no rows");
            }
            Map<Integer, Chunk> chunks = HashMap.newHashMap(candidates.size());
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    chunks.put(row.getInt(1) - 1, chunk(row));
                }
            }
            return chunks;
        }
    }

    /** The same text for the same collections, so that the driver and the server know it again. */
    static String statement(List<Candidate> candidates) {
        return READ.replace(
                "{partitions}",
                candidates.stream()
                        .mapToInt(c -> c.collection().partitionKey())
                        .distinct()
                        .sorted()
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", ")));
    }

    private Chunk chunk(ResultSet row) throws SQLException {
        String metadata = row.getString(13);
        return new Chunk(
                new HitDocument(row.getString(2), row.getString(3), row.getString(4), row.getLong(5)),
                row.getLong(6),
                HexFormat.of().formatHex(row.getBytes(7)),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                row.getInt(12),
                "{}".equals(metadata) ? Map.of() : json.readValue(metadata, METADATA));
    }
}
