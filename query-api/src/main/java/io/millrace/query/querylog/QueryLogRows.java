package io.millrace.query.querylog;

import static io.millrace.schemas.jooq.Tables.QUERY_LOGS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.BatchBindStep;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of the log of searches. Thread-safe. */
@Component
class QueryLogRows {

    private final CallerTransactions transactions;
    private final JsonMapper json;

    QueryLogRows(CallerTransactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** In one transaction and one round trip, in the application's own name: a batch is of many users. */
    void insert(List<LoggedQuery> queries) {
        transactions.in(Caller.SYSTEM, dsl -> {
            BatchBindStep batch = dsl.batch(dsl.insertInto(QUERY_LOGS)
                    .columns(
                            QUERY_LOGS.OCCURRED_AT,
                            QUERY_LOGS.USER_ID,
                            QUERY_LOGS.QUERY,
                            QUERY_LOGS.COLLECTIONS,
                            QUERY_LOGS.RETRIEVAL_MODE,
                            QUERY_LOGS.RETRIEVED_CHUNKS,
                            QUERY_LOGS.RESPONSE,
                            QUERY_LOGS.LATENCY)
                    .values((Instant) null, null, null, null, null, null, null, null));
            for (LoggedQuery query : queries) {
                batch = batch.bind(
                        query.occurredAt(),
                        query.caller().userId(),
                        storable(query.query()),
                        query.collections().toArray(UUID[]::new),
                        query.mode(),
                        query.retrieved().toArray(UUID[]::new),
                        query.response(),
                        JSONB.jsonb(json.writeValueAsString(query.latency())));
            }
            return batch.execute();
        });
    }

    /** PostgreSQL's texts have no NUL, and one of them must not cost the batch. */
    private static @Nullable String storable(@Nullable String query) {
        return query == null ? null : query.replace("\0", "");
    }

    /** Of the caller, the newest first. */
    List<LoggedQueryResource> list(Caller caller, UUID before, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(QUERY_LOGS)
                        .where(QUERY_LOGS.USER_ID.eq(caller.userId()))
                        .and(QUERY_LOGS.ID.lt(before))
                        .orderBy(QUERY_LOGS.ID.desc())
                        .limit(count)
                        .fetch(row -> new LoggedQueryResource(
                                row.getId().toString(),
                                row.getOccurredAt(),
                                row.getQuery(),
                                List.of(row.getCollections()),
                                row.getRetrievalMode(),
                                List.of(row.getRetrievedChunks()),
                                row.getResponse(),
                                json.readTree(row.getLatency().data()))));
    }
}
