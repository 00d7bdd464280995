package io.millrace.sync.point;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorFactory.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointEncoderTest {

    private static final CollectionId COLLECTION = CollectionId.random();
    private static final DocumentId DOCUMENT = DocumentId.of(COLLECTION, "s");

    private final PointEncoder encoder = new PointEncoder();

    @Test
    void allThatAChunkSaysIsInItsPoint() {
        String text = "Joint torque τ = 0,5 N·m 🤖";
        ContentHash hash = ContentHash.ofText(text);
        ChunkUpsert chunk = new ChunkUpsert(
                ChunkId.of(DOCUMENT, hash, 0),
                COLLECTION,
                DOCUMENT,
                1L << 53,
                text,
                hash,
                "Section",
                "p. 7",
                1,
                "Title",
                "s",
                Map.of("a", "ä", "b", ""),
                "m",
                new float[] {-0.0f, Float.MIN_VALUE, 1e30f},
                new int[] {127, 300_000_000},
                new float[] {0.5f, 2});

        PointStruct point = parsed(encoder.encode(chunk));

        assertThat(point.getId()).isEqualTo(id(chunk.chunkId().value()));
        assertThat(point.getVectors())
                .isEqualTo(VectorsFactory.namedVectors(Map.of(
                        "dense",
                        vector(-0.0f, Float.MIN_VALUE, 1e30f),
                        "bm25",
                        vector(List.of(0.5f, 2f), List.of(127, 300_000_000)))));
        assertThat(point.getPayloadMap())
                .isEqualTo(Map.ofEntries(
                        Map.entry("chunk_id", value(chunk.chunkId().toString())),
                        Map.entry("collection_id", value(COLLECTION.toString())),
                        Map.entry("document_id", value(DOCUMENT.toString())),
                        Map.entry("document_reference", value("s")),
                        Map.entry("text_content", value("Joint torque τ = 0,5 N·m 🤖")),
                        Map.entry("content_hash", value(chunk.contentHash().hex())),
                        Map.entry("version", value(1L << 53)),
                        Map.entry("title", value("Title")),
                        Map.entry("section_title", value("Section")),
                        Map.entry("page_reference", value("p. 7")),
                        Map.entry("metadata", value(Map.of("a", value("ä"), "b", value(""))))));
    }

    @Test
    void whatAChunkDoesNotSayIsNotInItsPoint() {
        PointStruct point = parsed(encoder.encode(bare("", 1)));

        assertThat(point.getVectors()).isEqualTo(VectorsFactory.namedVectors(Map.of("dense", vector(1f))));
        assertThat(point.getPayloadMap())
                .doesNotContainKeys("title", "section_title", "page_reference")
                .containsEntry("text_content", value(""))
                .containsEntry("version", value(0))
                .containsEntry("metadata", value(Map.<String, Value>of()));
    }

    /** Around the lengths at which a length takes a byte more, and beyond what the encoder has room for at first. */
    @ParameterizedTest
    @ValueSource(ints = {127, 128, 8_191, 8_192, 16_383, 16_384, 3_000_000})
    void aTextOfAnyLengthIsWhole(int length) {
        String text = "é".repeat(length / 2) + "x".repeat(length % 2);

        assertThat(parsed(encoder.encode(bare(text, 1))).getPayloadOrThrow("text_content"))
                .isEqualTo(value(text));
    }

    @Test
    void aVectorForWhichTheEncoderHasNoRoomAtFirstIsWhole() {
        float[] vector = new float[4_096];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = i;
        }

        assertThat(parsed(encoder.encode(bare("x", vector))).getVectors())
                .isEqualTo(VectorsFactory.namedVectors(Map.of("dense", vector(vector))));
    }

    @Test
    void oneEncoderMakesManyPoints() {
        ByteString first = encoder.encode(bare("one", 1));
        ByteString second = encoder.encode(bare("two", 1));

        assertThat(parsed(first).getPayloadOrThrow("text_content")).isEqualTo(value("one"));
        assertThat(parsed(second).getPayloadOrThrow("text_content")).isEqualTo(value("two"));
        assertThat(encoder.encode(bare("one", 1))).isEqualTo(first);
    }

    private static PointStruct parsed(ByteString bytes) {
        try {
            PointStruct point = PointStruct.parseFrom(bytes);
            assertThat(point.getUnknownFields().asMap()).isEmpty();
            return point;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** A chunk that says no more than each must. */
    private static ChunkUpsert bare(String text, float... vector) {
        ContentHash hash = ContentHash.ofText(text);
        return new ChunkUpsert(
                ChunkId.of(DOCUMENT, hash, 0),
                COLLECTION,
                DOCUMENT,
                0,
                text,
                hash,
                null,
                null,
                1,
                null,
                "s",
                Map.of(),
                "m",
                vector,
                new int[0],
                new float[0]);
    }
}
