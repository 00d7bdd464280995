package io.millrace.query.conversation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A message of the caller's. */
@Schema(name = "Message")
record MessageResource(
        String id,
        String conversationId,

        @Schema(description = "1, 2, 3 and so on in its conversation.")
        int position,

        MessageRole role,
        String content,
        Instant createdAt) {}
