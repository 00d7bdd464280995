package io.millrace.query.search;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to search for, and where. */
@Schema(description = "Exactly one of query and vector says what to search for.")
@SuppressWarnings("ArrayRecordComponent")
record SearchRequest(
        @Schema(description = "Text, at most 8 KiB in UTF-8; embedded with each collection's own model.") @Nullable
        String query,

        @Schema(description = "A vector of as many finite values as each of the collections has dimensions.")
        float @Nullable [] vector,

        @Schema(description = "1 to 16 names or ids.", requiredMode = Schema.RequiredMode.REQUIRED)
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable
        List<String> collections,

        @Schema(description = "Most hits in the answer, 1 to 100. Default: 10.") @Nullable
        Integer topK,

        @Schema(description = "Hits that score worse are left out.") @Nullable
        Float scoreThreshold,

        @Nullable SearchFilter filter,

        @Schema(description = "Whether hits carry their text. Default: true.") @Nullable
        Boolean includeText,

        @Schema(
                description =
                        "Milliseconds, 1 to 30,000: collections that have not answered by then are left out, and the answer says so. Default: 5,000.")
        @Nullable
        Integer timeoutMs) {

    static final int MAX_COLLECTIONS = 16;
    static final int MAX_TOP_K = 100;
    static final int MAX_QUERY_BYTES = 8 * 1024;
    static final int MAX_TIMEOUT_MS = 30_000;

    private static final int DEFAULT_TOP_K = 10;
    private static final int DEFAULT_TIMEOUT_MS = 5_000;
    private static final int MAX_DIMENSION = 4096;

    int hitCount() {
        return Objects.requireNonNullElse(topK, DEFAULT_TOP_K);
    }

    boolean textWanted() {
        return Objects.requireNonNullElse(includeText, true);
    }

    long timeoutNanos() {
        return Objects.requireNonNullElse(timeoutMs, DEFAULT_TIMEOUT_MS) * 1_000_000L;
    }

    List<String> collectionNames() {
        return collections == null ? List.of() : collections.stream().distinct().toList();
    }

    /** @throws io.millrace.query.problem.ProblemException with everything that is wrong */
    void validate() {
        Violations violations = new Violations();
        violations.require((query == null) != (vector == null), "", "give either query or vector, and not both.");
        if (query != null) {
            violations.require(!query.isBlank(), "/query", "query must not be blank.");
            violations.require(
                    query.length() <= MAX_QUERY_BYTES
                            && query.getBytes(StandardCharsets.UTF_8).length <= MAX_QUERY_BYTES,
                    "/query",
                    "query must be at most 8 KiB of UTF-8: search with a shorter text.");
        }
        if (vector != null) {
            violations.require(
                    vector.length >= 1 && vector.length <= MAX_DIMENSION,
                    "/vector",
                    "vector must have 1 to 4096 values.");
            violations.require(allFinite(vector), "/vector", "vector must have finite values only.");
        }
        List<String> names = collectionNames();
        violations.require(
                !names.isEmpty() && names.size() <= MAX_COLLECTIONS,
                "/collections",
                "collections must name 1 to 16 collections.");
        violations.require(
                hitCount() >= 1 && hitCount() <= MAX_TOP_K,
                "/top_k",
                "top_k must be 1 to 100, not " + hitCount() + ".");
        violations.require(
                scoreThreshold == null || Float.isFinite(scoreThreshold),
                "/score_threshold",
                "score_threshold must be a finite number.");
        violations.require(
                timeoutMs == null || (timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS),
                "/timeout_ms",
                "timeout_ms must be 1 to 30000.");
        if (filter != null) {
            filter.validate("/filter", violations);
        }
        violations.throwIfAny();
    }

    private static boolean allFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
