package io.millrace.query.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Who speaks. */
enum MessageRole {
    @JsonProperty("user")
    USER,
    @JsonProperty("assistant")
    ASSISTANT,
    @JsonProperty("system")
    SYSTEM;

    /** As it is stored and sent: lower case. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MessageRole of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
