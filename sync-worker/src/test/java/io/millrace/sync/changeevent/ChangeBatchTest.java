package io.millrace.sync.changeevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.Upserts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ChangeBatchTest {

    private static final CollectionId COLLECTION = CollectionId.parse("6f6d3c1a-4a53-4b8e-9d52-0f8c5d8d7a11");
    private static final DocumentId DOCUMENT = DocumentId.of(COLLECTION, "a.md");
    private static final ChunkId A = new ChunkId(UUID.fromString("00000000-0000-5000-8000-00000000000a"));
    private static final ChunkId B = new ChunkId(UUID.fromString("f0000000-0000-5000-8000-00000000000b"));

    private final ChangeEventCodec codec = new ChangeEventCodec();
    private final ChangeRecords records = new ChangeRecords(codec);

    @Test
    void onlyTheNewestEventOfAChunkIsKept() {
        ChangeBatch batch = batch(upsert(A, 1), upsert(B, 1), upsert(A, 2), new ChunkDelete(B, DOCUMENT, 3));

        assertThat(batch.changes().keySet()).containsExactly(A.value(), B.value());
        assertThat(event(batch, A).version()).isEqualTo(2);
        assertThat(event(batch, B)).isInstanceOf(ChunkDelete.class);
    }

    @Test
    void anOlderEventThatIsSentAgainDoesNotHideANewerOne() {
        ChangeBatch batch =
                batch(new ChunkDelete(A, DOCUMENT, 5), upsert(A, 3), upsert(B, 4), new ChunkDelete(B, DOCUMENT, 2));

        assertThat(event(batch, A)).isEqualTo(new ChunkDelete(A, DOCUMENT, 5));
        assertThat(event(batch, B).version()).isEqualTo(4);
    }

    @Test
    void upsertsAndDeletesGoToRequestsOfTheirOwn() {
        assertThat(batch(upsert(A, 1), new ChunkDelete(B, DOCUMENT, 1)).writes("x"))
                .satisfiesExactly(
                        write -> assertThat(write).isInstanceOf(Upserts.class),
                        write -> assertThat(write).isInstanceOf(Deletes.class));
    }

    @Test
    void onlyTheNewestCommitOfADocumentIsKept() {
        assertThat(batch(commit(2), commit(3), commit(1)).commits())
                .singleElement()
                .satisfies(commit -> assertThat(commit.version()).isEqualTo(3));
    }

    @Test
    void poisonIsSetAsideAndItsNeighboursAreKept() {
        ChangeBatch batch = new ChangeBatch(COLLECTION.vectorStoreName());
        batch.addAll(
                List.of(
                        records.next(upsert(A, 1)),
                        new ConsumerRecord<>("t", 0, 1, new byte[16], null),
                        new ConsumerRecord<>("t", 0, 1, new byte[3], new byte[9]),
                        records.next(upsert(B, 1))),
                codec);

        assertThat(batch.changes()).containsOnlyKeys(A.value(), B.value());
        assertThat(batch.poison())
                .extracting(ChangeBatch.Poison::code)
                .containsExactly("change-event-undecodable", "change-event-undecodable");
    }

    @Test
    void chunkOfAnotherCollectionIsPoison() {
        ChangeBatch batch = new ChangeBatch(CollectionId.random().vectorStoreName());
        batch.addAll(List.of(records.next(upsert(A, 1))), codec);

        assertThat(batch.changes()).isEmpty();
        assertThat(batch.poison())
                .singleElement()
                .satisfies(poison -> assertThat(poison.code()).isEqualTo("change-event-misplaced"));
    }

    private static ChangeEvent event(ChangeBatch batch, ChunkId chunk) {
        return Objects.requireNonNull(batch.changes().get(chunk.value())).event();
    }

    private ChangeBatch batch(ChangeEvent... events) {
        ChangeBatch batch = new ChangeBatch(COLLECTION.vectorStoreName());
        for (ChangeEvent event : events) {
            batch.addAll(List.of(records.next(event)), codec);
        }
        return batch;
    }

    private static ChunkUpsert upsert(ChunkId chunk, long version) {
        return new ChunkUpsert(
                chunk,
                COLLECTION,
                DOCUMENT,
                version,
                "text",
                ContentHash.ofText("text"),
                null,
                null,
                1,
                null,
                "a.md",
                Map.of(),
                "m",
                new float[] {1, 2},
                new int[0],
                new float[0]);
    }

    private static DocumentCommit commit(long version) {
        return new DocumentCommit(DOCUMENT, COLLECTION, version, 1, Instant.EPOCH);
    }
}
