package io.millrace.query.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A stretch of the chain that seals the audit log, compared with the log. */
@Schema(name = "AuditVerification")
record AuditVerification(
        @Schema(description = "Links that hold.") long checked,

        @Schema(description = "The last of them; read on after it.")
        long lastPosition,

        @Schema(
                description =
                        "Its hash, in hexadecimal. Whoever notes it elsewhere can tell later whether the chain up to here is the same.")
        String lastHash,

        @Schema(description = "The first link that does not hold.") @Nullable
        Long brokenPosition,

        @Schema(description = "What is wrong with it.") @Nullable
        String problem,

        @Schema(description = "Whether there may be links after these.")
        boolean more,

        @Schema(
                description =
                        "Rows older than a quarter of an hour that no link seals: more than none is a fault. Counted once, with the last stretch.")
        @Nullable
        Long unsealed) {}
