package io.millrace.query.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.search.SearchAnswer.Freshness;
import io.millrace.schemas.id.CollectionId;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/**
 * How far each collection's index is behind its rows, as of at most a second ago. The figures are of the collection and not
 * of what one caller sees of it; who asks has been shown the collection before. Thread-safe.
 */
@Component
class FreshnessReader {

    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    /** Both parts read an index only: of waiting documents, and of the newest by time of indexing. */
    private static final String READ = """
            SELECT (SELECT max(d.indexed_at) FROM documents d WHERE d.collection_id = {0}) AS last_indexed_at,
                   count(*) AS waiting,
                   coalesce(extract(epoch FROM now() - min(w.updated_at)) * 1000, 0)::bigint AS oldest_ms
            FROM documents w
            WHERE w.collection_id = {0} AND w.indexed_version < w.version
            """;

    private final CallerTransactions transactions;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Cache<CollectionId, Freshness> recent =
            Caffeine.newBuilder().expireAfterWrite(MAX_AGE).maximumSize(10_000).build();

    FreshnessReader(CallerTransactions transactions) {
        this.transactions = transactions;
    }

    @PreDestroy
    void close() {
        executor.close();
    }

    /** Returns at once; what is not known is read meanwhile, one collection after the other. In the order of the collections. */
    Future<List<Freshness>> read(Caller caller, List<CollectionRow> collections) {
        List<Freshness> known = collections.stream()
                .map(collection -> recent.getIfPresent(collection.id()))
                .filter(Objects::nonNull)
                .toList();
        return known.size() == collections.size()
                ? CompletableFuture.completedFuture(known)
                : executor.submit(() -> collections.stream()
                        .map(collection -> recent.get(
                                collection.id(), id -> transactions.in(caller, dsl -> query(dsl, collection))))
                        .toList());
    }

    private static Freshness query(DSLContext dsl, CollectionRow collection) {
        Record row = dsl.fetchSingle(READ, DSL.val(collection.id().value()));
        OffsetDateTime lastIndexed = row.get("last_indexed_at", OffsetDateTime.class);
        return new Freshness(
                collection.name(),
                lastIndexed == null ? null : lastIndexed.toInstant(),
                row.get("waiting", Long.class),
                Math.max(0, row.get("oldest_ms", Long.class)));
    }
}
