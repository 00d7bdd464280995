package io.millrace.query.collection;

import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller wants a collection to be. What is absent takes its default at creation, and stays as it is afterwards. */
@Schema(description = "What is absent takes its default at creation, and stays as it is afterwards.")
public record CollectionRequest(
        @Schema(description = "At most 2,000 characters.") @Nullable
        String description,

        @Schema(description = "Fixed at creation. Default: the server's default model.") @Nullable
        String embeddingModel,

        @Schema(description = "Fixed at creation. Must be that of the model.") @Nullable
        Integer dimension,

        @Schema(description = "Fixed at creation. Default: COSINE.") @Nullable
        Distance distance,

        @Schema(description = "Fixed at creation. Default: NONE.") @Nullable
        Quantization quantization,

        @Schema(description = "Default: AUTO. A change cuts documents anew when they are next published.") @Nullable
        ChunkingStrategy chunkingStrategy,

        @Schema(description = "16 to 8192 tokens. Default: 200.") @Nullable
        Integer chunkSize,

        @Schema(description = "Less than chunk_size. Default: 0.") @Nullable
        Integer chunkOverlap,

        @Schema(description = "1 to 1000, fixed at creation. Default: 4.") @Nullable
        Integer topicPartitions,

        @Schema(description = "Whether every user may read it. Default: false.") @Nullable
        Boolean isPublic,

        @Schema(description = "The three settings of chunking as one, in place of those.") @Nullable
        ChunkingConfig chunkingConfig,

        @Schema(description = "Whatever you want to keep with it, of 64 kB at most; in place of what was there.")
        @Nullable
        Map<String, Object> meta) {

    static final CollectionRequest EMPTY =
            new CollectionRequest(null, null, null, null, null, null, null, null, null, null, null, null);

    static final int DEFAULT_CHUNK_SIZE = 200;
    static final int DEFAULT_TOPIC_PARTITIONS = 4;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int MAX_DIMENSION = 4096;
    private static final int MAX_DESCRIPTION = 2000;

    static void validateName(String name) {
        Violations violations = new Violations();
        violations.require(
                NAME.matcher(name).matches(),
                "name",
                "a collection's name is 1 to 63 lower-case letters, digits, '_' and '-', and begins with a letter or digit.");
        violations.require(
                CollectionReference.id(name).isEmpty(),
                "name",
                "there is no collection of this id, and a name must not look like an id.");
        violations.throwIfAny();
    }

    /**
     * With its chunking said once, by its parts.
     *
     * @throws ProblemException if it is said twice, and differently
     */
    CollectionRequest normal() {
        if (chunkingConfig == null) {
            return this;
        }
        Violations violations = new Violations();
        once(violations, "/chunking_strategy", chunkingStrategy, chunkingConfig.strategy());
        once(violations, "/chunk_size", chunkSize, chunkingConfig.chunkSize());
        once(violations, "/chunk_overlap", chunkOverlap, chunkingConfig.chunkOverlap());
        violations.throwIfAny();
        return new CollectionRequest(
                description,
                embeddingModel,
                dimension,
                distance,
                quantization,
                chunkingConfig.strategy() == null ? chunkingStrategy : chunkingConfig.strategy(),
                chunkingConfig.chunkSize() == null ? chunkSize : chunkingConfig.chunkSize(),
                chunkingConfig.chunkOverlap() == null ? chunkOverlap : chunkingConfig.chunkOverlap(),
                topicPartitions,
                isPublic,
                null,
                meta);
    }

    private static void once(Violations violations, String pointer, @Nullable Object alone, @Nullable Object within) {
        violations.require(
                alone == null || within == null || alone.equals(within),
                pointer,
                pointer.substring(1) + " is another in chunking_config: say it once.");
    }

    /** Checks what can be checked without a model, for a new collection and for an old one. */
    void validate(int sizeWhenAbsent, int overlapWhenAbsent) {
        Violations violations = new Violations();
        violations.require(
                description == null || description.length() <= MAX_DESCRIPTION,
                "/description",
                "description has at most 2,000 characters.");
        violations.require(
                embeddingModel == null || !embeddingModel.isBlank(),
                "/embedding_model",
                "embedding_model must not be blank: leave it out for the default.");
        violations.require(
                dimension == null || (dimension >= 1 && dimension <= MAX_DIMENSION),
                "/dimension",
                "dimension must be 1 to 4096.");
        int size = chunkSize == null ? sizeWhenAbsent : chunkSize;
        int overlap = chunkOverlap == null ? overlapWhenAbsent : chunkOverlap;
        violations.require(size >= 16 && size <= 8192, "/chunk_size", "chunk_size must be 16 to 8192.");
        violations.require(
                overlap >= 0 && overlap < size,
                "/chunk_overlap",
                "chunk_overlap must be at least 0 and less than chunk_size, which is " + size + ".");
        violations.require(
                topicPartitions == null || (topicPartitions >= 1 && topicPartitions <= 1000),
                "/topic_partitions",
                "topic_partitions must be 1 to 1000.");
        violations.throwIfAny();
    }
}
