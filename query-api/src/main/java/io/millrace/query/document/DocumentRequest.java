package io.millrace.query.document;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The new state of a document. */
@Schema(description = "The new state of a document.")
record DocumentRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String content,

        @Nullable String title,

        @Schema(description = "text/markdown or text/plain; guessed from the source when absent.") @Nullable
        String mimeType,

        @Schema(description = "Text by key; searches filter by it.") @Nullable
        Map<String, String> metadata,

        @Schema(description = "Your own order: an event with a lower sequence than the stored one is ignored.")
        @Nullable
        Long sequence,

        @Nullable Instant occurredAt,

        @Schema(description = "Of the file that the document is: at most 1,000 characters.") @Nullable
        String fileName,

        @Schema(description = "Where that file is for you; nothing opens it. At most 4,096 characters.") @Nullable
        String filePath,

        @Schema(description = "Its bytes.") @Nullable Long fileSize) {

    static final int MAX_SOURCE = 2048;

    private static final int MAX_TITLE = 1000;
    private static final int MAX_FILE_NAME = 1000;
    private static final int MAX_FILE_PATH = 4096;
    private static final int MAX_METADATA = 64;
    private static final int MAX_METADATA_VALUE = 4096;
    private static final int MAX_CONTENT_BYTES = 10 * 1024 * 1024;
    private static final Set<String> MIME_TYPES = Set.of("text/markdown", "text/plain");

    /** @throws io.millrace.query.problem.ProblemException with everything that is wrong */
    void validate() {
        Violations violations = new Violations();
        violations.require(content != null, "/content", "content is what the document says: it must be given.");
        violations.require(bytes() <= MAX_CONTENT_BYTES, "/content", "content must be at most 10 MiB of UTF-8.");
        checkTitle(violations, title);
        violations.require(
                mimeType == null || MIME_TYPES.contains(mimeType),
                "/mime_type",
                "mime_type must be text/markdown or text/plain.");
        checkSequence(violations, sequence);
        checkMetadata(violations, metadata);
        violations.require(
                fileName == null || fileName.length() <= MAX_FILE_NAME,
                "/file_name",
                "file_name has at most 1,000 characters.");
        violations.require(
                filePath == null || filePath.length() <= MAX_FILE_PATH,
                "/file_path",
                "file_path has at most 4,096 characters.");
        violations.require(fileSize == null || fileSize >= 0, "/file_size", "file_size must not be negative.");
        violations.throwIfAny();
    }

    /** Of the content. */
    long bytes() {
        return content == null ? 0 : content.getBytes(StandardCharsets.UTF_8).length;
    }

    static void checkTitle(Violations violations, @Nullable String title) {
        violations.require(
                title == null || title.length() <= MAX_TITLE, "/title", "title has at most 1,000 characters.");
    }

    static void checkSequence(Violations violations, @Nullable Long sequence) {
        violations.require(sequence == null || sequence >= 0, "/sequence", "sequence must not be negative.");
    }

    static void checkMetadata(Violations violations, @Nullable Map<String, String> metadata) {
        if (metadata == null) {
            return;
        }
        violations.require(metadata.size() <= MAX_METADATA, "/metadata", "metadata has at most 64 keys.");
        metadata.forEach((key, value) -> violations.require(
                value != null && value.length() <= MAX_METADATA_VALUE && !key.isEmpty() && key.length() <= 128,
                "/metadata/" + key,
                "metadata is text: keys of 1 to 128 characters, values of at most 4,096."));
    }
}
