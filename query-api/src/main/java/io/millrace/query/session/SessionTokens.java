package io.millrace.query.session;

import io.swagger.v3.oas.annotations.media.Schema;

/** What a session has at a time. */
record SessionTokens(
        @Schema(description = "Send it as 'Authorization: Bearer <token>'.")
        String accessToken,

        @Schema(description = "Bearer.") String tokenType,

        @Schema(description = "Seconds that the access token is good for.")
        long expiresIn,

        @Schema(description = "Good for one POST to /v1/auth/refresh, which gives the next.")
        String refreshToken,

        @Schema(description = "Seconds that the refresh token is good for.")
        long refreshExpiresIn) {

    @Override
    public String toString() {
        return "SessionTokens[***]";
    }
}
