package io.millrace.query.session;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who wants to begin a session. */
record LoginRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String username,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String password) {

    @Override
    public String toString() {
        return "LoginRequest[username=" + username + ", password=***]";
    }
}
