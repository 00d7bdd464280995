package io.millrace.query.permission;

import io.millrace.query.access.Role;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody is to be to a collection. */
record PermissionRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "reader, writer or admin.") @Nullable
        Role role) {

    Role validated() {
        Violations violations = new Violations();
        violations.require(
                role != null && !role.isAtLeast(Role.OWNER),
                "/role",
                "role must be reader, writer or admin: an owner is named at /owner.");
        violations.throwIfAny();
        return Objects.requireNonNull(role);
    }
}
