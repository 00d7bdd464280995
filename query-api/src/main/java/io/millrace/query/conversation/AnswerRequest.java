package io.millrace.query.conversation;

import io.millrace.query.problem.Violation;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A question, its answer, and the chunks that the answer was made from. */
record AnswerRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 100,000 characters.") @Nullable
        String question,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 100,000 characters.") @Nullable
        String answer,

        @Schema(description = "At most 100, as hits of a search name them.") @Nullable
        List<@Nullable Source> sourceChunks) {

    private static final int MAX_SOURCES = 100;

    record Source(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Name or id.") @Nullable
            String collection,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            UUID chunkId) {}

    record Valid(NewMessage question, NewMessage answer, List<SourceReference> sources) {}

    /** A chunk, by the collection's name or id. */
    record SourceReference(String collection, UUID chunkId) {}

    /** @throws io.millrace.query.problem.ProblemException with every {@link Violation} */
    Valid validated() {
        Violations violations = new Violations();
        MessageRequest.validateText(violations, "/question", question);
        MessageRequest.validateText(violations, "/answer", answer);
        List<@Nullable Source> sources = Objects.requireNonNullElse(sourceChunks, List.of());
        violations.require(
                sources.size() <= MAX_SOURCES, "/source_chunks", "source_chunks must be at most " + MAX_SOURCES + ".");
        violations.require(
                sources.stream().allMatch(s -> s != null && s.collection() != null && s.chunkId() != null),
                "/source_chunks",
                "each of source_chunks must have a collection and a chunk_id.");
        violations.throwIfAny();
        return new Valid(
                new NewMessage(MessageRole.USER, Objects.requireNonNull(question)),
                new NewMessage(MessageRole.ASSISTANT, Objects.requireNonNull(answer)),
                sources.stream()
                        .map(Objects::requireNonNull)
                        .map(s -> new SourceReference(
                                Objects.requireNonNull(s.collection()), Objects.requireNonNull(s.chunkId())))
                        .toList());
    }
}
