package io.millrace.query.audit;

import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.schemas.jooq.Routines;
import io.millrace.schemas.jooq.Tables;
import io.millrace.schemas.jooq.tables.records.AuditLogsRecord;
import io.millrace.schemas.jooq.tables.records.AuditVerifyRecord;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.types.YearToSecond;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads the audit log, and checks it, as a caller may. Thread-safe. */
@Component
class AuditReader {

    /** Most links that one request checks: some tenths of a second. */
    static final int STRETCH = 10_000;

    private static final YearToSecond SEALED_BY_NOW = YearToSecond.valueOf(java.time.Duration.ofMinutes(15));

    private final CallerTransactions transactions;
    private final JsonMapper json;

    AuditReader(CallerTransactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** The newest first, those older than {@code before}. */
    List<AuditEntryResource> list(Caller caller, Condition wanted, UUID before, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(AUDIT_LOGS)
                        .where(wanted)
                        .and(AUDIT_LOGS.ID.lt(before))
                        .orderBy(AUDIT_LOGS.ID.desc())
                        .limit(count)
                        .fetch(this::resource));
    }

    AuditVerification verify(Caller caller, long after, int links) {
        return transactions.in(caller, dsl -> {
            AuditVerifyRecord stretch =
                    dsl.selectFrom(Tables.AUDIT_VERIFY(after, links)).fetchSingle();
            boolean more = stretch.getBrokenPosition() == null && links > 0 && stretch.getChecked() == links;
            // It compares the whole log with the chain: once is enough
            Long unsealed = more || links == 0 ? null : unsealed(dsl);
            return new AuditVerification(
                    stretch.getChecked(),
                    stretch.getLastPosition(),
                    hex(stretch.getLastHash()),
                    stretch.getBrokenPosition(),
                    stretch.getProblem(),
                    more,
                    unsealed);
        });
    }

    /** No hash when there is no such link: that is a finding, and no failure. */
    private static String hex(byte @Nullable [] hash) {
        return hash == null ? "" : HexFormat.of().formatHex(hash);
    }

    private static long unsealed(DSLContext dsl) {
        return Optional.ofNullable(dsl.select(Routines.auditUnsealed(DSL.val(SEALED_BY_NOW)))
                        .fetchSingle()
                        .value1())
                .orElse(0L);
    }

    private AuditEntryResource resource(AuditLogsRecord row) {
        return new AuditEntryResource(
                row.getId().toString(),
                row.getOccurredAt(),
                row.getOperation(),
                row.getResourceType(),
                row.getResourceId().toString(),
                text(row.getCollectionId()),
                row.getActor(),
                text(row.getUserId()),
                row.getIp() == null ? null : row.getIp().toString(),
                row.getUserAgent(),
                row.getVersion(),
                json.readTree(row.getDetails().data()));
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
