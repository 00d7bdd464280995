package io.millrace.benchmarks.collection;

import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.database.DatabaseRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The rows that the ingest-worker would have committed for a collection's documents, but for the outbox. */
public final class CollectionRows {

    private static final int DOCUMENTS_PER_TRANSACTION = 100;

    private static final String DOCUMENT = """
            INSERT INTO documents (id, collection_id, source, title, mime_type, content, content_hash, chunk_count, status, version)
            VALUES (?, ?, ?, ?, 'text/markdown', '', ?, ?, 'COMMITTED', 1)""";

    private static final String CHUNK = """
            INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash,
                                section_title, token_count, embedding_model)
            VALUES (?, ?, chunk_partition_key(?), ?, ?, 1, ?, ?, ?, ?, ?)""";

    private CollectionRows() {}

    /** Documents with their chunks, {@code chunks} in all. */
    public static void insert(PrivateStack stack, SyntheticCorpus corpus, BenchCollection collection, int chunks)
            throws SQLException {
        try (Connection connection = stack.connect(DatabaseRole.INGEST);
                PreparedStatement document = connection.prepareStatement(DOCUMENT);
                PreparedStatement chunk = connection.prepareStatement(CHUNK)) {
            connection.setAutoCommit(false);
            for (int n = 0; n < chunks; n++) {
                ChunkUpsert upsert = corpus.chunk(collection.id(), n);
                int index = n % SyntheticCorpus.CHUNKS_PER_DOCUMENT;
                if (index == 0) {
                    addDocument(document, upsert, Math.min(SyntheticCorpus.CHUNKS_PER_DOCUMENT, chunks - n));
                }
                addChunk(chunk, upsert, index);
                if ((n + 1) % (DOCUMENTS_PER_TRANSACTION * SyntheticCorpus.CHUNKS_PER_DOCUMENT) == 0
                        || n + 1 == chunks) {
                    document.executeBatch();
                    chunk.executeBatch();
                    connection.commit();
                }
            }
        }
        try (Connection connection = stack.administrator();
                PreparedStatement analyse =
                        connection.prepareStatement("ANALYZE millrace.documents, millrace.chunks")) {
            analyse.execute();
        }
    }

    private static void addDocument(PreparedStatement insert, ChunkUpsert first, int chunks) throws SQLException {
        insert.setObject(1, first.documentId().value());
        insert.setObject(2, first.collectionId().value());
        insert.setString(3, first.source());
        insert.setString(4, first.title());
        insert.setBytes(5, first.contentHash().bytes());
        insert.setInt(6, chunks);
        insert.addBatch();
    }

    private static void addChunk(PreparedStatement insert, ChunkUpsert chunk, int index) throws SQLException {
        insert.setObject(1, chunk.chunkId().value());
        insert.setObject(2, chunk.collectionId().value());
        insert.setObject(3, chunk.collectionId().value());
        insert.setObject(4, chunk.documentId().value());
        insert.setInt(5, index);
        insert.setString(6, chunk.text());
        insert.setBytes(7, chunk.contentHash().bytes());
        insert.setString(8, chunk.sectionTitle());
        insert.setInt(9, chunk.tokenCount());
        insert.setString(10, chunk.embeddingModel());
        insert.addBatch();
    }
}
