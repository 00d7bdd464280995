package io.millrace.query.search;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.querylog.LoggedQuery;
import io.millrace.query.querylog.QueryLog;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Hands searches to the log of queries. Thread-safe. */
@Component
class SearchLog {

    private final QueryLog log;
    private final Clock clock;

    SearchLog(QueryLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void answered(Caller caller, SearchRequest request, List<CollectionRow> collections, SearchAnswer answer) {
        SearchAnswer.Timings timings = answer.timings();
        log.add(logged(
                caller,
                request,
                collections,
                answer.hits().stream()
                        .map(hit -> UUID.fromString(hit.chunkId()))
                        .toList(),
                answer.partial() ? "partial" : "complete",
                Map.of(
                        "collections_ms", timings.collectionsMs(),
                        "embed_ms", timings.embedMs(),
                        "search_ms", timings.searchMs(),
                        "enrich_ms", timings.enrichMs(),
                        "total_ms", timings.totalMs())));
    }

    void refused(
            Caller caller, SearchRequest request, List<CollectionRow> collections, ProblemCode code, double totalMs) {
        log.add(logged(caller, request, collections, List.of(), code.code(), Map.of("total_ms", totalMs)));
    }

    private LoggedQuery logged(
            Caller caller,
            SearchRequest request,
            List<CollectionRow> collections,
            List<UUID> retrieved,
            String response,
            Map<String, Double> latency) {
        return new LoggedQuery(
                Instant.now(clock),
                caller,
                request.query(),
                collections.stream().map(row -> row.id().value()).toList(),
                retrieved,
                response,
                latency);
    }
}
