package io.millrace.query.statistics;

import static io.millrace.schemas.jooq.Tables.ANALYZE_PARTITION_SKEW;
import static io.millrace.schemas.jooq.Tables.PARTITION_HEALTH;
import static io.millrace.schemas.jooq.Tables.QUERY_ANALYTICS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.schemas.jooq.Tables;
import io.millrace.schemas.jooq.tables.records.AnalyzePartitionSkewRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the views. Thread-safe. */
@Component
class StatisticsReader {

    private static final int MAX_DAYS = 400;

    @Schema(name = "Partition")
    record Partition(
            int key,
            String table,
            long liveRows,
            long deadRows,
            long tableBytes,
            long indexBytes,
            long sequentialScans) {}

    @Schema(name = "PartitionReport")
    record PartitionReport(
            @Schema(description = "Partitions that have rows.")
            long used,

            @Schema(description = "By the server's estimate.")
            BigDecimal meanRows,

            long maxRows,

            @Schema(description = "The largest over the mean; absent while all are empty.") @Nullable
            BigDecimal skew,

            List<Partition> partitions) {}

    @Schema(name = "PartitionStatistics")
    record PartitionStatistics(
            int key,
            String table,
            long liveRows,
            long deadRows,
            long tableBytes,
            long indexBytes,

            @Schema(description = "Collections whose chunks are there.")
            long collections) {}

    @Schema(name = "SearchDay")
    record SearchDay(
            LocalDate day,
            String retrievalMode,
            long searches,
            long withoutHits,
            long notComplete,
            @Nullable Double medianMs,
            @Nullable Double p99Ms) {}

    @Schema(name = "ChunkingStatistics")
    record ChunkingStatistics(
            long documents,
            long chunks,
            @Nullable BigDecimal meanTokens,
            @Nullable Integer minTokens,
            @Nullable Integer maxTokens,
            long characters,
            Instant refreshedAt) {}

    private final CallerTransactions transactions;
    private final CollectionDirectory directory;

    StatisticsReader(CallerTransactions transactions, CollectionDirectory directory) {
        this.transactions = transactions;
        this.directory = directory;
    }

    PartitionReport partitions(Caller caller) {
        return transactions.in(caller, dsl -> {
            AnalyzePartitionSkewRecord skew =
                    dsl.selectFrom(ANALYZE_PARTITION_SKEW()).fetchSingle();
            List<Partition> partitions = dsl.selectFrom(PARTITION_HEALTH)
                    .orderBy(PARTITION_HEALTH.PARTITION_KEY)
                    .fetch(row -> new Partition(
                            row.getPartitionKey(),
                            row.getPartitionName(),
                            row.getLiveRows(),
                            row.getDeadRows(),
                            row.getTableBytes(),
                            row.getIndexBytes(),
                            row.getSequentialScans()));
            return new PartitionReport(
                    skew.getUsed(), skew.getMeanRows(), skew.getMaxRows(), skew.getSkew(), partitions);
        });
    }

    /** Empty if there is none of this key. */
    Optional<PartitionStatistics> partition(Caller caller, int key) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(Tables.GET_PARTITION_STATISTICS(key))
                        .fetchOptional(row -> new PartitionStatistics(
                                key,
                                row.getPartitionName(),
                                row.getLiveRows(),
                                row.getDeadRows(),
                                row.getTableBytes(),
                                row.getIndexBytes(),
                                row.getCollections())));
    }

    /** The newest first. */
    List<SearchDay> searches(Caller caller) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(QUERY_ANALYTICS)
                        .orderBy(QUERY_ANALYTICS.DAY.desc(), QUERY_ANALYTICS.RETRIEVAL_MODE)
                        .limit(MAX_DAYS)
                        .fetch(row -> new SearchDay(
                                row.getDay(),
                                row.getRetrievalMode(),
                                row.getSearches(),
                                row.getWithoutHits(),
                                row.getNotComplete(),
                                row.getMedianMs(),
                                row.getP99Ms())));
    }

    /** One, or none for a collection that is younger than the last refresh. */
    List<ChunkingStatistics> chunking(Caller caller, String collection) {
        UUID id = directory.require(caller, collection).id().value();
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(Tables.CHUNKING_STATS_OF(id))
                        .fetch(row -> new ChunkingStatistics(
                                row.getDocuments(),
                                row.getChunks(),
                                row.getMeanTokens(),
                                row.getMinTokens(),
                                row.getMaxTokens(),
                                row.getCharacters(),
                                row.getRefreshedAt())));
    }
}
