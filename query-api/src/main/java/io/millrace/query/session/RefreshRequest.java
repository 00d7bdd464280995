package io.millrace.query.session;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The newest refresh token of a session. */
record RefreshRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String refreshToken) {

    @Override
    public String toString() {
        return "RefreshRequest[***]";
    }
}
