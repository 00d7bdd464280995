package io.millrace.schemas.point;

import io.millrace.schemas.avro.CollectionSpec;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.ScalarQuantization;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import java.util.Locale;
import java.util.Map;

/**
 * How a chunk is a Qdrant point: the point id is the chunk id, the vectors and the payload have these names. Writers and
 * readers of points take every name from here.
 */
public final class PointLayout {

    /** Dense vector. */
    public static final String DENSE = "dense";

    /** Sparse vector of BM25 term weights; Qdrant applies the inverse document frequency. */
    public static final String BM25 = "bm25";

    public static final String CHUNK_ID = "chunk_id";
    public static final String COLLECTION_ID = "collection_id";
    public static final String DOCUMENT_ID = "document_id";
    /** The document's source. */
    public static final String DOCUMENT_REFERENCE = "document_reference";

    public static final String TITLE = "title";
    public static final String SECTION_TITLE = "section_title";
    public static final String PAGE_REFERENCE = "page_reference";
    public static final String TEXT_CONTENT = "text_content";
    /** 64 lower-case hexadecimal digits. */
    public static final String CONTENT_HASH = "content_hash";

    public static final String VERSION = "version";
    /** A nested object: filters name {@code metadata.<key>}. */
    public static final String METADATA = "metadata";

    /** What filters and deletes use. */
    public static final Map<String, PayloadSchemaType> PAYLOAD_INDEXES = Map.of(
            DOCUMENT_ID, PayloadSchemaType.Keyword,
            DOCUMENT_REFERENCE, PayloadSchemaType.Keyword,
            SECTION_TITLE, PayloadSchemaType.Keyword,
            VERSION, PayloadSchemaType.Integer);

    private PointLayout() {}

    /** The request that creates a generation of this collection under the given name. */
    public static CreateCollection createCollection(String generation, CollectionSpec spec) {
        VectorParams.Builder dense =
                VectorParams.newBuilder().setSize(spec.getDimension()).setDistance(distance(spec.getDistance()));
        switch (spec.getQuantization()) {
            case "NONE" -> {}
            case "FLOAT16" -> dense.setDatatype(Datatype.Float16);
            case "INT8" ->
                dense.setQuantizationConfig(QuantizationConfig.newBuilder()
                        .setScalar(ScalarQuantization.newBuilder()
                                .setType(QuantizationType.Int8)
                                .setAlwaysRam(true)));
            default ->
                throw new IllegalArgumentException(
                        "quantization is NONE, FLOAT16 or INT8, not '" + spec.getQuantization() + "'");
        }
        return CreateCollection.newBuilder()
                .setCollectionName(generation)
                .setVectorsConfig(VectorsConfig.newBuilder()
                        .setParamsMap(VectorParamsMap.newBuilder().putMap(DENSE, dense.build())))
                .setSparseVectorsConfig(SparseVectorConfig.newBuilder()
                        .putMap(
                                BM25,
                                SparseVectorParams.newBuilder()
                                        .setModifier(Modifier.Idf)
                                        .build()))
                .setOnDiskPayload(true)
                .build();
    }

    private static Distance distance(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "COSINE" -> Distance.Cosine;
            case "DOT" -> Distance.Dot;
            case "EUCLID" -> Distance.Euclid;
            default -> throw new IllegalArgumentException("distance is COSINE, DOT or EUCLID, not '" + name + "'");
        };
    }
}
