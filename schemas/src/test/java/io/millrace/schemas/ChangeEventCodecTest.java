package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.changeevent.UndecodableChangeEventException;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeEventCodecTest {

    private static final CollectionId COLLECTION = CollectionId.parse("6f6d3c1a-4a53-4b8e-9d52-0f8c5d8d7a11");
    private static final DocumentId DOCUMENT = DocumentId.of(COLLECTION, "a/b.md");
    private static final ContentHash HASH = ContentHash.ofText("The mill turns.");
    private static final ChunkId CHUNK = ChunkId.of(DOCUMENT, HASH, 0);

    private final ChangeEventCodec codec = new ChangeEventCodec();

    @Test
    void upsertComesBackWithItsVectorsBitForBit() {
        ChunkUpsert upsert = new ChunkUpsert(
                CHUNK,
                COLLECTION,
                DOCUMENT,
                7,
                "The mill turns.",
                HASH,
                "Mills",
                null,
                4,
                "Water",
                "a/b.md",
                Map.of("lang", "en"),
                "hashing-384",
                new float[] {1.5f, -0.0f, Float.MIN_VALUE},
                new int[] {3, -1},
                new float[] {0.25f, 2f});

        ChunkUpsert back = (ChunkUpsert) roundTrip(upsert);

        assertThat(back.vector()).isEqualTo(upsert.vector());
        assertThat(back.sparseIndices()).isEqualTo(upsert.sparseIndices());
        assertThat(back.sparseValues()).isEqualTo(upsert.sparseValues());
        assertThat(back).usingRecursiveComparison().isEqualTo(upsert);
    }

    @Test
    void deleteIsANullValueWithItsHeaders() {
        ChunkDelete delete = new ChunkDelete(CHUNK, DOCUMENT, 8);
        assertThat(codec.value(delete)).isNull();
        assertThat(roundTrip(delete)).isEqualTo(delete);
    }

    @Test
    void commitComesBack() {
        DocumentCommit commit =
                new DocumentCommit(DOCUMENT, COLLECTION, 8, 3, Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(roundTrip(commit)).isEqualTo(commit);
    }

    @Test
    void nullWithoutTheDeleteHeaderIsPoison() {
        assertThatThrownBy(() -> codec.decode(codec.key(new ChunkDelete(CHUNK, DOCUMENT, 1)), null, Map.of()))
                .isInstanceOf(UndecodableChangeEventException.class)
                .hasMessageContaining("without header millrace-op: delete");
    }

    @Test
    void truncatedValueIsPoison() {
        DocumentCommit commit = new DocumentCommit(DOCUMENT, COLLECTION, 8, 3, Instant.EPOCH);
        byte[] value = codec.value(commit);
        assertThatThrownBy(() -> codec.decode(
                        codec.key(commit),
                        Arrays.copyOf(value, value.length - 3),
                        Map.of(RecordHeaderNames.OP, "document-committed")))
                .isInstanceOf(UndecodableChangeEventException.class);
    }

    @Test
    void keyThatIsNotTheChunksIsPoison() {
        ChunkUpsert upsert = new ChunkUpsert(
                CHUNK,
                COLLECTION,
                DOCUMENT,
                7,
                "x",
                HASH,
                null,
                null,
                1,
                null,
                "s",
                Map.of(),
                "m",
                new float[] {1},
                new int[0],
                new float[0]);
        assertThatThrownBy(
                        () -> codec.decode(new byte[16], codec.value(upsert), Map.of(RecordHeaderNames.OP, "upsert")))
                .isInstanceOf(UndecodableChangeEventException.class);
    }

    private ChangeEvent roundTrip(ChangeEvent event) {
        return codec.decode(
                codec.key(event),
                codec.value(event),
                Map.of(
                        RecordHeaderNames.OP, codec.op(event).wireName(),
                        RecordHeaderNames.DOCUMENT_ID, event.documentId().toString(),
                        RecordHeaderNames.VERSION, Long.toString(event.version())));
    }
}
