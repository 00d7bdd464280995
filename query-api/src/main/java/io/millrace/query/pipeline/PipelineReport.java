package io.millrace.query.pipeline;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pipeline as it is now. */
@Schema(name = "Pipeline")
record PipelineReport(
        @Schema(description = "DOWN if PostgreSQL or Qdrant is down, DEGRADED if anything else is.")
        State state,

        Instant at,
        @Schema(description = "In the order of the flow.") List<Stage> stages,
        List<CollectionProgress> collections,

        @Schema(description = "Topics that hold dead letters.")
        List<DeadLetters> deadLetters) {

    /** How a stage is. */
    enum State {
        UP,
        /** It works, but something needs attention. */
        DEGRADED,
        DOWN,
        /** It has not begun: nothing has been sent to it yet. */
        IDLE
    }

    /**
     * @param lag what waits before this stage, in {@code lagUnit}
     * @param detail one sentence, when there is something to say
     */
    record Stage(
            @Schema(description = "ingest, postgres, relay, sync or qdrant.")
            String name,

            State state,
            @Nullable Long lag,

            @Schema(description = "records, bytes or documents.") @Nullable
            String lagUnit,

            @Schema(description = "Age of the oldest work that waits.") @Nullable
            Long oldestMs,

            @Nullable String detail) {

        static Stage up(String name, @Nullable String detail) {
            return new Stage(name, State.UP, null, null, null, detail);
        }

        static Stage down(String name, String detail) {
            return new Stage(name, State.DOWN, null, null, null, detail);
        }
    }

    /** @param points what Qdrant counts, roughly; null when it does not answer */
    record CollectionProgress(
            String collection,
            String status,
            long documents,
            long indexedDocuments,
            long waitingDocuments,
            long failedDocuments,
            long chunks,
            @Nullable Long points,
            long oldestWaitingMs) {}

    record DeadLetters(String topic, long records) {}
}
