package io.millrace.query;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorFactory.vector;
import static io.qdrant.client.VectorsFactory.namedVectors;

import io.millrace.embedding.EmbedderRegistry;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Puts rows and points where the workers would have put them: they are no part of this module. */
public final class IndexedContent implements AutoCloseable {

    private static final String MODEL = "hashing-384";

    private final QueryApiServer server;
    private final QdrantClient qdrant;
    private final Connection admin;

    public IndexedContent(QueryApiServer server) {
        this.server = server;
        this.qdrant = new QdrantClient(QdrantGrpcClient.newBuilder(
                        server.stack().qdrant().host(), server.stack().qdrant().grpcPort(), false, false)
                .withApiKey(server.stack().qdrant().apiKey())
                .build());
        try {
            this.admin = DriverManager.getConnection(
                    server.jdbcUrl() + "?currentSchema=millrace",
                    server.stack().postgres().adminUser(),
                    server.stack().postgres().adminPassword());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates the collection through the API, and then does what the sync-worker does. */
    public CollectionId readyCollection(String name) throws Exception {
        return readyCollection(name, "{\"embedding_model\": \"" + MODEL + "\"}");
    }

    public CollectionId readyCollection(String name, String body) throws Exception {
        HttpCalls.Answer created = server.http().put("/v1/collections/" + name, body);
        if (created.status() != 201) {
            throw new IllegalStateException(created.response().body());
        }
        CollectionId id = CollectionId.parse(created.json().get("id").asString());
        int dimension = created.json().get("dimension").asInt();
        String generation = id.vectorStoreName().generation(Instant.now());
        CollectionSpec spec = new CollectionSpec(
                new Uuid(NameBasedUuid.toBytes(id.value())),
                name,
                id.vectorStoreName().value(),
                1L,
                MODEL,
                dimension,
                "COSINE",
                "NONE",
                4);
        qdrant.createCollectionAsync(PointLayout.createCollection(generation, spec))
                .get();
        qdrant.createAliasAsync(id.vectorStoreName().value(), generation).get();
        execute("UPDATE collections SET status = 'READY', qdrant_live = ? WHERE id = ?", generation, id.value());
        return id;
    }

    /** A document whose chunks are committed and searchable. */
    public DocumentId document(CollectionId collection, String source, Map<String, String> metadata, String... texts)
            throws Exception {
        DocumentId document = commit(collection, source, metadata, texts);
        index(collection, document, source, metadata, texts);
        return document;
    }

    /** Rows only: committed and not indexed. */
    public DocumentId commit(CollectionId collection, String source, Map<String, String> metadata, String... texts)
            throws SQLException {
        DocumentId document = DocumentId.of(collection, source);
        String content = String.join("\n\n", texts);
        execute(
                """
                INSERT INTO documents (id, collection_id, source, title, mime_type, content, content_hash, metadata,
                    chunk_count, status, version, indexed_version, last_event_id)
                VALUES (?, ?, ?, ?, 'text/markdown', ?, sha256(convert_to(?, 'UTF8')), ?::jsonb, ?, 'COMMITTED', 1, 0, ?)
                """,
                document.value(),
                collection.value(),
                source,
                "Title of " + source,
                content,
                content,
                new JsonMapper().writeValueAsString(metadata),
                texts.length,
                UUID.randomUUID().toString());
        int from = 0;
        for (int i = 0; i < texts.length; i++) {
            ContentHash hash = ContentHash.ofText(texts[i]);
            execute(
                    """
                    INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text,
                        content_hash, section_title, start_offset, end_offset, token_count, embedding_model)
                    VALUES (?, ?, chunk_partition_key(?), ?, ?, 1, ?, ?, ?, ?, ?, 10, ?)
                    """,
                    ChunkId.of(document, hash, 0).value(),
                    collection.value(),
                    collection.value(),
                    document.value(),
                    i,
                    texts[i],
                    hash.bytes(),
                    "Section " + i,
                    from,
                    from + texts[i].length(),
                    MODEL);
            from += texts[i].length() + 2;
        }
        return document;
    }

    /** Points only, and the mark that they are there. */
    public void index(
            CollectionId collection, DocumentId document, String source, Map<String, String> metadata, String... texts)
            throws Exception {
        List<PointStruct> points = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            ContentHash hash = ContentHash.ofText(texts[i]);
            points.add(point(
                    ChunkId.of(document, hash, 0), document, source, metadata, "Section " + i, texts[i], hash, 1));
        }
        upsert(collection, points);
        execute(
                "UPDATE documents SET status = 'INDEXED', indexed_version = version, indexed_at = now() WHERE id = ?",
                document.value());
    }

    /** A point that need not agree with any row. */
    public PointStruct point(
            ChunkId chunk,
            DocumentId document,
            String source,
            Map<String, String> metadata,
            String section,
            String text,
            ContentHash hash,
            long version) {
        float[] embedded = server.bean(EmbedderRegistry.class)
                .byModel(MODEL)
                .embedDocuments(List.of(text))
                .getFirst();
        Struct.Builder nested = Struct.newBuilder();
        metadata.forEach((key, v) -> nested.putFields(key, value(v)));
        return PointStruct.newBuilder()
                .setId(id(chunk.value()))
                .setVectors(namedVectors(Map.of(PointLayout.DENSE, vector(embedded))))
                .putPayload(PointLayout.CHUNK_ID, value(chunk.toString()))
                .putPayload(PointLayout.DOCUMENT_ID, value(document.toString()))
                .putPayload(PointLayout.DOCUMENT_REFERENCE, value(source))
                .putPayload(PointLayout.SECTION_TITLE, value(section))
                .putPayload(PointLayout.TEXT_CONTENT, value("from the point: " + text))
                .putPayload(PointLayout.CONTENT_HASH, value(hash.hex()))
                .putPayload(PointLayout.VERSION, value(version))
                .putPayload(
                        PointLayout.METADATA,
                        Value.newBuilder().setStructValue(nested).build())
                .build();
    }

    public void upsert(CollectionId collection, List<PointStruct> points) throws Exception {
        qdrant.upsertAsync(UpsertPoints.newBuilder()
                        .setCollectionName(collection.vectorStoreName().value())
                        .setWait(true)
                        .addAllPoints(points)
                        .build())
                .get();
    }

    public QdrantClient qdrant() {
        return qdrant;
    }

    public int execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = admin.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** The first column. */
    public List<String> texts(String sql, Object... parameters) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = admin.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }

    /** Keeps everybody else from writing to a table until closed. */
    public AutoCloseable lock(String table) throws SQLException {
        Connection holder = DriverManager.getConnection(
                server.jdbcUrl() + "?currentSchema=millrace",
                server.stack().postgres().adminUser(),
                server.stack().postgres().adminPassword());
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
        }
        return holder;
    }

    public Connection admin() {
        return admin;
    }

    @Override
    public void close() throws Exception {
        qdrant.close();
        admin.close();
    }
}
