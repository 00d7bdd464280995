package io.millrace.query.permission;

import io.millrace.query.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody is to a collection. */
@Schema(name = "Permission", description = "What a user is to a collection, besides its owner and superusers.")
record PermissionResource(
        String username,

        @Schema(description = "reader, writer or admin.") Role role,

        @Schema(description = "Who gave it last; absent when that user is gone.") @Nullable
        String grantedBy,

        Instant grantedAt) {}
