package io.millrace.query.conversation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** A question, its answer, and what it was made from. */
@Schema(name = "Answer")
record AnswerResource(
        String id,
        MessageResource question,
        MessageResource answer,

        @Schema(description = "As they were when the answer was made; they may be gone.")
        List<SourceChunk> sourceChunks,

        Instant createdAt) {

    record SourceChunk(String collectionId, String documentId, String chunkId, long version) {}
}
