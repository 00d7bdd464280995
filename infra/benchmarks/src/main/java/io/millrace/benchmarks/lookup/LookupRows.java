package io.millrace.benchmarks.lookup;

import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.id.DocumentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A collection of documents of 100 chunks of 800 characters, all in one partition. The texts are made by the server and mean
 * nothing: nobody searches for them.
 */
final class LookupRows {

    static final int CHUNKS_PER_DOCUMENT = 100;

    private static final int DOCUMENTS_PER_TRANSACTION = 100;

    private static final String DOCUMENT = """
            INSERT INTO documents (id, collection_id, source, title, mime_type, content, content_hash, metadata, chunk_count, status,
                                   version, indexed_version, indexed_at)
            VALUES (?, ?, ?, 'A document', 'text/markdown', '', sha256(uuid_send(gen_random_uuid())),
                    '{"language": "en", "origin": "bench"}', 100, 'INDEXED', 1, 1, now())""";

    private static final String CHUNKS = """
            INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash,
                                section_title, start_offset, end_offset, token_count, embedding_model)
            SELECT gen_random_uuid(), ?, chunk_partition_key(?), document, i, 1,
                   (SELECT string_agg(md5(document::text || i || n), ' ') FROM generate_series(1, 24) n),
                   sha256(uuid_send(gen_random_uuid())), 'Section ' || i, i * 800, i * 800 + 791, 200, ?
            FROM unnest(?) document, generate_series(0, 99) i""";

    private LookupRows() {}

    /** Commits them; answers their ids. */
    static List<UUID> insert(PrivateStack stack, BenchCollection collection, int documents) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = stack.connect(DatabaseRole.INGEST);
                PreparedStatement document = connection.prepareStatement(DOCUMENT);
                PreparedStatement chunks = connection.prepareStatement(CHUNKS)) {
            connection.setAutoCommit(false);
            chunks.setObject(1, collection.id().value());
            chunks.setObject(2, collection.id().value());
            chunks.setString(3, collection.spec().getEmbeddingModel());
            for (int from = 0; from < documents; from += DOCUMENTS_PER_TRANSACTION) {
                List<UUID> added = new ArrayList<>();
                for (int n = from; n < Math.min(from + DOCUMENTS_PER_TRANSACTION, documents); n++) {
                    String source = "bench/lookup-" + n + ".md";
                    UUID id = DocumentId.of(collection.id(), source).value();
                    document.setObject(1, id);
                    document.setObject(2, collection.id().value());
                    document.setString(3, source);
                    document.addBatch();
                    added.add(id);
                }
                document.executeBatch();
                chunks.setArray(4, connection.createArrayOf("uuid", added.toArray()));
                chunks.executeUpdate();
                connection.commit();
                ids.addAll(added);
            }
        }
        try (Connection connection = stack.administrator();
                PreparedStatement vacuum =
                        connection.prepareStatement("VACUUM (ANALYZE) millrace.documents, millrace.chunks")) {
            vacuum.execute();
        }
        return ids;
    }
}
