package io.millrace.query.pipeline;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.pipeline.PipelineReport.CollectionProgress;
import io.millrace.query.pipeline.PipelineReport.Stage;
import io.millrace.query.pipeline.PipelineReport.State;
import io.millrace.schemas.id.CollectionId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** What PostgreSQL knows of the pipeline: how far documents are, and the slot that the relay reads. */
@Component
class PostgresProbe {

    private static final String PROGRESS = """
            SELECT c.id, c.name, c.status,
                   count(d.id) FILTER (WHERE d.status <> 'DELETED') AS documents,
                   count(d.id) FILTER (WHERE d.status = 'INDEXED') AS indexed,
                   count(d.id) FILTER (WHERE d.indexed_version < d.version) AS waiting,
                   count(d.id) FILTER (WHERE d.status = 'FAILED') AS failed,
                   coalesce(sum(d.chunk_count) FILTER (WHERE d.status <> 'DELETED'), 0)::bigint AS chunks,
                   coalesce(extract(epoch FROM now() - min(d.updated_at)
                       FILTER (WHERE d.indexed_version < d.version)) * 1000, 0)::bigint AS oldest_ms
            FROM collections c LEFT JOIN documents d ON d.collection_id = c.id
            WHERE c.deleted_at IS NULL
            GROUP BY c.id, c.name, c.status
            ORDER BY c.name
            LIMIT 1000
            """;

    private static final String SLOT = """
            SELECT slot_name, active, wal_status,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint AS lag
            FROM pg_replication_slots
            WHERE database = current_database() AND plugin = 'pgoutput'
            ORDER BY active DESC, slot_name
            LIMIT 1
            """;

    private final CallerTransactions transactions;

    PostgresProbe(CallerTransactions transactions) {
        this.transactions = transactions;
    }

    record Progress(CollectionId id, CollectionProgress progress) {}

    record Reading(Stage postgres, Stage relay, List<Progress> collections) {}

    Reading read(Caller caller) {
        return transactions.in(caller, dsl -> {
            List<Progress> collections = dsl.fetch(PROGRESS).map(PostgresProbe::progress);
            long waiting = collections.stream()
                    .mapToLong(c -> c.progress().waitingDocuments())
                    .sum();
            long oldest = collections.stream()
                    .mapToLong(c -> c.progress().oldestWaitingMs())
                    .max()
                    .orElse(0);
            return new Reading(
                    new Stage("postgres", State.UP, waiting, "documents", oldest, null), relay(dsl), collections);
        });
    }

    private static Stage relay(DSLContext dsl) {
        Record slot = dsl.fetchOne(SLOT);
        if (slot == null) {
            return new Stage("relay", State.DOWN, null, null, null, "there is no replication slot: start the relay.");
        }
        String name = slot.get("slot_name", String.class);
        String walStatus = String.valueOf(slot.get("wal_status", String.class)).toLowerCase(Locale.ROOT);
        long lag = slot.get("lag") == null ? 0 : Math.max(0, slot.get("lag", Long.class));
        if ("lost".equals(walStatus) || "unreserved".equals(walStatus)) {
            String detail =
                    "the slot " + name + " has lost its place (" + walStatus + "): the relay must repair the gap.";
            return new Stage("relay", State.DOWN, lag, "bytes", null, detail);
        }
        if (!slot.get("active", Boolean.class)) {
            return new Stage(
                    "relay", State.DOWN, lag, "bytes", null, "nobody reads the slot " + name + ": start the relay.");
        }
        return new Stage("relay", State.UP, lag, "bytes", null, "slot " + name + ", " + walStatus);
    }

    private static Progress progress(Record row) {
        return new Progress(
                new CollectionId(row.get("id", UUID.class)),
                new CollectionProgress(
                        row.get("name", String.class),
                        row.get("status", String.class),
                        row.get("documents", Long.class),
                        row.get("indexed", Long.class),
                        row.get("waiting", Long.class),
                        row.get("failed", Long.class),
                        row.get("chunks", Long.class),
                        null,
                        Math.max(0, row.get("oldest_ms", Long.class))));
    }
}
