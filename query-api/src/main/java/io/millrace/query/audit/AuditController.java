package io.millrace.query.audit;

import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.listing.TypedCursor;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/audit-logs}, for superusers. */
@Tag(name = "audit")
@RestController
@RequestMapping(path = "/v1/audit-logs", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

    private static final int MAX_PAGE = 500;

    private final AuditReader reader;

    AuditController(AuditReader reader) {
        this.reader = reader;
    }

    @Operation(operationId = "listAuditLogs", summary = "What was done, the newest first")
    @GetMapping
    Page<AuditEntryResource> list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Only to this thing.") @RequestParam(required = false) @Nullable UUID resource,
            @Parameter(description = "Only in this collection.") @RequestParam(required = false) @Nullable
                    UUID collection,
            @Parameter(description = "Only by this user.") @RequestParam(required = false) @Nullable UUID user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        Condition wanted = DSL.and(
                resource == null ? DSL.noCondition() : AUDIT_LOGS.RESOURCE_ID.eq(resource),
                collection == null ? DSL.noCondition() : AUDIT_LOGS.COLLECTION_ID.eq(collection),
                user == null ? DSL.noCondition() : AUDIT_LOGS.USER_ID.eq(user));
        return Page.of(
                reader.list(caller, wanted, TypedCursor.before(cursor), most + 1),
                most,
                AuditEntryResource::id,
                row -> row);
    }

    @Operation(
            operationId = "verifyAuditLogs",
            summary = "Checks that nobody changed the audit log",
            description = "A stretch of the chain at a time: read on after last_position while more is true.")
    @GetMapping("/verification")
    AuditVerification verify(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Begin after this link.") @RequestParam(defaultValue = "0") long after,
            @Parameter(description = "How many links to check; with 0, last_hash is that of the link at after.")
                    @RequestParam(defaultValue = "10000")
                    int links) {
        Violations violations = new Violations();
        violations.require(after >= 0, "after", "after must be 0 or more.");
        violations.require(
                links >= 0 && links <= AuditReader.STRETCH, "links", "links must be 0 to " + AuditReader.STRETCH + ".");
        violations.throwIfAny();
        return reader.verify(caller, after, links);
    }
}
