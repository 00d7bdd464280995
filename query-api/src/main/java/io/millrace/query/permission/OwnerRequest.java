package io.millrace.query.permission;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who is to own a collection. */
record OwnerRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String username) {}
