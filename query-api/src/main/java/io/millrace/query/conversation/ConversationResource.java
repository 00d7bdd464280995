package io.millrace.query.conversation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A conversation of the caller's. */
@Schema(name = "Conversation")
record ConversationResource(
        String id,
        String title,

        @Schema(description = "Whether the title is the beginning of the first message.")
        boolean automaticTitle,

        int messageCount,
        Instant createdAt,
        Instant updatedAt) {}
