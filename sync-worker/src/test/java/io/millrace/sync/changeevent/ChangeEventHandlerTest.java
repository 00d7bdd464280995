package io.millrace.sync.changeevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import io.millrace.sync.listener.BatchHandler.PreparedBatch;
import io.millrace.sync.point.ParallelPointWriter;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.Retry;
import io.millrace.sync.retry.StopSignal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ChangeEventHandlerTest {

    private static final CollectionId COLLECTION = CollectionId.random();
    private static final DocumentId DOCUMENT = DocumentId.of(COLLECTION, "a.md");
    private static final String TURN = "turn";

    private final List<String> steps = new ArrayList<>();
    private final ChangeEventCodec codec = new ChangeEventCodec();
    private final ChangeRecords records = new ChangeRecords(codec);
    private final ChangeEventHandler handler = handler();

    @Test
    void batchesOfDifferentChunksAreWrittenBesideEachOther() {
        prepare(delete(1, 1));
        PreparedBatch second = prepare(delete(2, 1));

        second.apply(() -> steps.add(TURN));

        assertThat(steps).containsExactly("write 2", TURN);
    }

    @Test
    void aBatchThatChangesAChunkOfOneUnderWayIsWrittenAfterIt() {
        PreparedBatch first = prepare(delete(1, 1), delete(2, 1));
        PreparedBatch second = prepare(delete(2, 2), delete(3, 2));

        second.apply(() -> steps.add(TURN));

        assertThat(steps).containsExactly(TURN, "write 2 3", TURN);
        first.apply(() -> {});
        steps.clear();
        prepare(delete(1, 3)).apply(() -> steps.add(TURN));
        assertThat(steps).containsExactly("write 1", TURN);
    }

    private PreparedBatch prepare(ChunkDelete... events) {
        return handler.prepare(List.of(events).stream().map(records::next).toList());
    }

    private static ChunkDelete delete(long chunk, long version) {
        return new ChunkDelete(new ChunkId(new UUID(0, chunk)), DOCUMENT, version);
    }

    /** There is no commit and no poison: neither database nor dead letters are reached. */
    private ChangeEventHandler handler() {
        return new ChangeEventHandler(
                COLLECTION.vectorStoreName(),
                codec,
                new ParallelPointWriter(
                        write -> {
                            StringBuilder step = new StringBuilder("write");
                            write.points()
                                    .forEach(point ->
                                            step.append(' ').append(point.id().getLeastSignificantBits()));
                            steps.add(step.toString());
                        },
                        Runnable::run),
                letters -> {
                    throw new AssertionError("nothing here is poison");
                },
                new DocumentMarks(new PGSimpleDataSource()),
                new Retry(BackOff.DEFAULT, new StopSignal()),
                new ChangeEventObserver(new SimpleMeterRegistry(), Clock.systemUTC()));
    }
}
